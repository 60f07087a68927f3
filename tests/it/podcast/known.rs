//! What readers of podcasts make of each tag, written from their sources: feedsmith 3.0.1 (`namespaces/*/parse/utils`) and
//! podcast-partytime 5.0.0 (`parser/feed`, `parser/item`, `parser/phase/*`).
//!
//! A line has the place, the element, the member of the place's object that it becomes, and then its attributes and its text:
//! `text=display` comes as `display`. `[]`: one for each element in their order. `[0]`: the first one only. `.`: the place's
//! object itself. `=`: in a form of its own, which the test compares by hand. `-`: the reader has no word for it there.
//! `!rel` is not handed on; `!text:false` is not if it is `false`.

pub const FEEDSMITH: &str = "
channel itunes:author               itunes              text=author
channel itunes:category             itunes.categories[] text
category itunes:category            categories[]        text
channel itunes:type                 itunes              text=type
channel itunes:owner                itunes.owner
owner   itunes:name                 .                   text=name
owner   itunes:email                .                   text=email
channel itunes:explicit             itunes              text=explicit
channel itunes:image                itunes              href=image
channel itunes:title                itunes              text=title
channel itunes:complete             itunes              text=complete
channel itunes:new-feed-url         itunes              text=newFeedUrl
channel itunes:applepodcastsverify  itunes              text=applePodcastsVerify
channel podcast:guid                podcast             text=guid
channel podcast:locked              podcast.locked      text=value owner
channel podcast:medium              podcast             text=medium
channel podcast:license             podcast.license     text=display url
channel podcast:person              podcast.persons[]   text=display role group img href
channel podcast:funding             podcast.fundings[]  text=display url
channel podcast:location            podcast.locations[] text=display rel geo osm country
channel podcast:trailer             podcast.trailers[]  text=display url pubdate=pubDate length type season
channel podcast:value               podcast.values[]    type method suggested
channel podcast:podroll             podcast.podroll
podroll podcast:remoteItem          remoteItems[]       feedGuid feedUrl itemGuid medium title
channel podcast:remoteItem          podcast.remoteItems[] feedGuid feedUrl itemGuid medium title
channel podcast:publisher           podcast.publisher
publisher podcast:remoteItem        remoteItem          feedGuid feedUrl medium title
channel podcast:updateFrequency     podcast.updateFrequency text=display complete dtstart rrule
channel podcast:podping             podcast.podping     usesPodping
channel podcast:socialInteract      -                   // of items only
channel podcast:txt                 podcast.txts[]      text=display purpose
channel podcast:chat                podcast.chat        server protocol accountId space
channel podcast:image               podcast.images[]    href alt aspect-ratio=aspectRatio width height type purpose
channel podcast:block               podcast.blocks[]    text=value id
channel spotify:limit               spotify.limit       recentCount
channel spotify:countryOfOrigin     spotify             text=countryOfOrigin
channel podcast:liveItem            podcast.liveItems[] status start end

value podcast:valueRecipient        valueRecipients[]   type address split name customKey customValue fee
value podcast:valueTimeSplit        valueTimeSplits[]   startTime duration remoteStartTime remotePercentage
valueTimeSplit podcast:remoteItem   remoteItem          feedGuid feedUrl itemGuid medium title
valueTimeSplit podcast:valueRecipient valueRecipients[] type address split name customKey customValue fee
alternateEnclosure podcast:source   sources[]           uri contentType
alternateEnclosure podcast:integrity integrity          type value

item itunes:title                   itunes              text=title
item itunes:duration                itunes              text=duration
item itunes:image                   itunes              href=image
item itunes:explicit                itunes              text=explicit
item itunes:block                   itunes              text=block
item itunes:episode                 itunes              text=episode
item itunes:season                  itunes              text=season
item itunes:episodeType             itunes              text=episodeType
item podcast:season                 podcast.season      text=number name
item podcast:episode                podcast.episode     text=number display
item podcast:person                 podcast.persons[]   text=display role group img href
item podcast:transcript             podcast.transcripts[] url type language rel
item podcast:chapters               podcast.chapters    url type
item podcast:soundbite              podcast.soundbites[] text=display startTime duration
item podcast:location               podcast.locations[] text=display rel geo osm country
item podcast:license                podcast.license     text=display url
item podcast:alternateEnclosure     podcast.alternateEnclosures[] type length bitrate height lang title rel codecs default
item podcast:value                  podcast.values[]    type method suggested
item podcast:socialInteract         podcast.socialInteracts[] protocol uri accountId accountUrl priority
item podcast:txt                    podcast.txts[]      text=display purpose
item podcast:funding                -                   // of channels only
item podcast:chat                   podcast.chat        server protocol accountId space
item podcast:contentLink            -                   // of live items only
item podcast:image                  podcast.images[]    href alt aspect-ratio=aspectRatio width height type purpose

liveItem title                      -                   // of a live item it reads the namespace's own elements
liveItem description                -
liveItem link                       -
liveItem guid                       -
liveItem enclosure                  -
liveItem itunes:explicit            -
liveItem itunes:season              -
liveItem podcast:season             season              text=number name
liveItem podcast:episode            episode             text=number display
liveItem podcast:person             persons[]           text=display role group img href
liveItem podcast:transcript         transcripts[]       url type language rel
liveItem podcast:chapters           chapters            url type
liveItem podcast:soundbite          soundbites[]        text=display startTime duration
liveItem podcast:location           locations[]         text=display rel geo osm country
liveItem podcast:license            license             text=display url
liveItem podcast:alternateEnclosure alternateEnclosures[] type length bitrate height lang title rel codecs default
liveItem podcast:value              values[]            type method suggested
liveItem podcast:socialInteract     socialInteracts[]   protocol uri accountId accountUrl priority
liveItem podcast:txt                txts[]              text=display purpose
liveItem podcast:funding            -                   // of channels only
liveItem podcast:chat               chat                server protocol accountId space
liveItem podcast:contentLink        contentLinks[]      text=display href
liveItem podcast:image              images[]            href alt aspect-ratio=aspectRatio width height type purpose
";

pub const PARTYTIME: &str = "
channel itunes:author               .                   text=author
channel itunes:category             =
channel itunes:type                 .                   text=itunesType
channel itunes:owner                owner
owner   itunes:name                 .                   text=name
owner   itunes:email                .                   text=email
channel itunes:explicit             .                   text=explicit
channel itunes:image                .                   href=itunesImage
channel itunes:title                -                   // it shows one title of each
channel itunes:complete             .                   text=itunesComplete
channel itunes:new-feed-url         .                   text=itunesNewFeedUrl
channel itunes:applepodcastsverify  -
channel podcast:guid                .                   text=guid
channel podcast:locked              .                   text=locked owner=podcastOwner
channel podcast:medium              .                   text=medium
channel podcast:license             license             text=identifier url
channel podcast:person              podcastPeople[]     text=name role group img href
channel podcast:funding             podcastFunding[]    text=message url
channel podcast:location            podcastLocation[0]  text=name geo osm !rel !country // as it was before 2025
channel podcast:trailer             trailers[]          text=title url pubdate length type season
channel podcast:value               value               type method suggested
channel podcast:podroll             .
podroll podcast:remoteItem          podroll[]           feedGuid feedUrl itemGuid medium title
channel podcast:remoteItem          podcastRemoteItems[] feedGuid feedUrl itemGuid medium title
channel podcast:publisher           .
publisher podcast:remoteItem        podcastPublisher    feedGuid feedUrl !medium !title
channel podcast:updateFrequency     -
channel podcast:podping             -
channel podcast:socialInteract      -                   // of items only
channel podcast:txt                 podcastTxt[]        text=value purpose
channel podcast:chat                chat                server protocol accountId space
channel podcast:image               -                   // it has the deprecated `images`
channel podcast:block               =
channel spotify:limit               -
channel spotify:countryOfOrigin     -
channel podcast:liveItem            podcastLiveItems[]  status start end

value podcast:valueRecipient        recipients[]        type address split name customKey customValue fee
value podcast:valueTimeSplit        valueTimeSplits[]   startTime duration remoteStartTime remotePercentage
valueTimeSplit podcast:remoteItem   remoteItem          feedGuid feedUrl itemGuid medium title
valueTimeSplit podcast:valueRecipient recipients[]      type address split name customKey customValue fee
alternateEnclosure podcast:source   source[]            uri contentType
alternateEnclosure podcast:integrity integrity          type value

item itunes:title                   -                   // it shows one title of each
item itunes:duration                .                   text=duration
item itunes:image                   .                   href=itunesImage
item itunes:explicit                .                   text=explicit
item itunes:block                   -                   // of channels only
item itunes:episode                 .                   text=itunesEpisode
item itunes:season                  .                   text=itunesSeason
item itunes:episodeType             .                   text=itunesEpisodeType
item podcast:season                 podcastSeason       text=number name
item podcast:episode                podcastEpisode      text=number display
item podcast:person                 podcastPeople[]     text=name role group img href
item podcast:transcript             podcastTranscripts[] url type language rel
item podcast:chapters               podcastChapters     url type
item podcast:soundbite              podcastSoundbites[] text=title startTime duration
item podcast:location               podcastLocation[0]  text=name geo osm !rel !country
item podcast:license                license             text=identifier url
item podcast:alternateEnclosure     alternativeEnclosures[] type length bitrate height lang title rel codecs default
item podcast:value                  value               type method suggested
item podcast:socialInteract         podcastSocialInteraction[] protocol=platform uri=url accountId=id accountUrl=profileUrl priority
item podcast:txt                    podcastTxt[]        text=value purpose !text:false // which is no text to its XML parser
item podcast:funding                -                   // of channels only
item podcast:chat                   chat                server protocol accountId space
item podcast:contentLink            -                   // of live items only
item podcast:image                  -

liveItem title                      .                   text=title
liveItem description                .                   text=description
liveItem link                       .                   text=link
liveItem guid                       .                   text=guid !isPermaLink
liveItem enclosure                  enclosure           url type length
liveItem itunes:explicit            -
liveItem itunes:season              -
liveItem podcast:season             -                   // of these it reads what follows with a member
liveItem podcast:episode            -
liveItem podcast:person             podcastPeople[]     text=name role group img href
liveItem podcast:transcript         -
liveItem podcast:chapters           -
liveItem podcast:soundbite          -
liveItem podcast:location           -
liveItem podcast:license            -
liveItem podcast:alternateEnclosure alternativeEnclosures[] type !length bitrate height lang title rel codecs default
liveItem podcast:value              value               type method suggested
liveItem podcast:socialInteract     -
liveItem podcast:txt                -
liveItem podcast:funding            -
liveItem podcast:chat               chat                server protocol accountId space
liveItem podcast:contentLink        contentLinks[]      text=title href=url
liveItem podcast:image              -
";
