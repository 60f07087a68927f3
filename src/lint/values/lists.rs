//! Lists that others keep: schemes, link relations, countries, categories of podcasts, roles.

use crate::value::podcast::CATEGORIES;

/// Schemes of the IANA registry that stand in feeds, and those that people really use there.
const SCHEMES: &str = "about acct apt bitcoin blob cid coap data dat dict dns doi ed2k example facetime feed feeds file \
    finger fish ftp ftps geo git gopher h323 http https iax icap im imap info ipfs ipns ipp ipps irc ircs itms jabber jar \
    jms ldap ldaps lightning magnet mailto market matrix message mid mms modem msrp mtqp mumble mupdate mvn news nfs ni nih \
    nntp nostr oid opaquelocktoken pkcs11 podcast pop pres prospero reload rsync rtmp rtsp rtsps service session shttp sip \
    sips sms snmp soap.beep soap.beeps spotify ssh steam stun stuns svn tag teamspeak tel telnet tftp thismessage tip turn \
    turns tv udp urn vemmi view-source wais webcal ws wss xcon xmlrpc.beep xmlrpc.beeps xmpp xri z39.50 z39.50r z39.50s";

pub(in crate::lint) fn is_registered_scheme(scheme: &str) -> bool {
    has(SCHEMES, scheme)
}

/// Link relations of the IANA registry (RFC 8288 §2.1.1), and those that specifications of feeds define.
const RELATIONS: &str = "about acl alternate amphtml api-catalog appendix apple-touch-icon archives author blocked-by \
    bookmark c2pa-manifest canonical chapter cite-as collection compression-dictionary contents convertedfrom copyright \
    create-form current deprecation describedby describes disclosure dns-prefetch duplicate edit edit-form edit-media \
    enclosure external first geofeed glossary help hosts hub ice-server icon index intervalafter intervalbefore \
    intervalcontains intervaldisjoint intervalduring intervalequals intervalfinishedby intervalfinishes intervalin \
    intervalmeets intervalmetby intervaloverlappedby intervaloverlaps intervalstartedby intervalstarts item last \
    latest-version license linkset lrdd manifest mask-icon me media-feed memento micropub modulepreload monitor \
    monitor-group next next-archive nofollow noopener noreferrer opener openid2.local_provider openid2.provider original \
    p3pv1 payment pingback preconnect predecessor-version prefetch preload prerender prev prev-archive preview previous \
    privacy-policy profile publication related replies restconf rulesupport ruleinput search section self service \
    service-desc service-doc service-meta sip-trunking-capability sponsored start status stylesheet subsection \
    successor-version sunset tag terms-of-service timegate timemap type ugc up version-history via webmention \
    working-copy working-copy-of";

pub(in crate::lint) fn is_registered_relation(relation: &str) -> bool {
    has(RELATIONS, &relation.to_ascii_lowercase())
}

/// ISO 3166-1 alpha-2.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK \
    FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE \
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ \
    MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO \
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW \
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

pub(in crate::lint) fn is_country(code: &str) -> bool {
    code.len() == 2 && has(COUNTRIES, &code.to_ascii_uppercase())
}

/// Roles of the European Broadcasting Union as Media RSS uses them.
const CREDIT_ROLES: &[&str] = &[
    "actor",
    "adaptor",
    "anchor person",
    "animal trainer",
    "animator",
    "announcer",
    "armourer",
    "art director",
    "artist/performer",
    "assistant camera",
    "assistant chief lighting technician",
    "assistant director",
    "assistant producer",
    "assistant visual editor",
    "author",
    "broadcast assistant",
    "broadcast journalist",
    "camera operator",
    "carpenter",
    "casting",
    "causeur",
    "chief lighting technician",
    "choir",
    "choreographer",
    "clapper loader",
    "commentary or commentator",
    "commissioning broadcaster",
    "composer",
    "computer programmer",
    "conductor",
    "consultant",
    "continuity checker",
    "correspondent",
    "costume designer",
    "dancer",
    "dialogue coach",
    "director",
    "director of photography",
    "distribution company",
    "draughtsman",
    "dresser",
    "dubber",
    "editor/producer (news)",
    "editor",
    "editor/producer",
    "ensemble",
    "executive producer",
    "expert",
    "fight director",
    "floor manager",
    "focus puller",
    "foley artist",
    "foley editor",
    "foley mixer",
    "graphic assistant",
    "graphic designer",
    "greensman",
    "grip",
    "hairdresser",
    "illustrator",
    "interviewed guest",
    "interviewer",
    "key character",
    "key grip",
    "key talents",
    "leadman",
    "librettist",
    "lighting director",
    "lighting technician",
    "location manager",
    "lyricist",
    "make up artist",
    "manufacturer",
    "matte artist",
    "music arranger",
    "music group",
    "musician",
    "news reader",
    "orchestra",
    "participant",
    "photographer",
    "post",
    "producer",
    "production assistant",
    "production company",
    "production department",
    "production manager",
    "production secretary",
    "programme production researcher",
    "property manager",
    "publishing company",
    "puppeteer",
    "pyrotechnician",
    "reporter",
    "rigger",
    "runner",
    "scenario",
    "scenic operative",
    "script supervisor",
    "second assistant camera",
    "second assistant director",
    "second unit director",
    "set designer",
    "set dresser",
    "sign language",
    "singer",
    "sound designer",
    "sound mixer",
    "sound recordist",
    "special effects",
    "stunts",
    "subtitles",
    "technical director",
    "term",
    "translation",
    "transportation manager",
    "treatment/programme proposal",
    "vision mixer",
    "visual editor",
    "visual effects",
    "wardrobe",
    "witness",
];

pub(in crate::lint) fn is_credit_role(role: &str) -> bool {
    CREDIT_ROLES.contains(&role)
}

/// Categories that Apple had until 2019.
const OLD_PODCAST_CATEGORIES: &[(&str, &[&str])] = &[
    ("Arts", &["Fashion & Beauty", "Literature"]),
    ("Business", &["Business News", "Finance", "Management & Marketing", "Shopping"]),
    (
        "Education",
        &[
            "Education",
            "Education Technology",
            "Higher Education",
            "K-12",
            "K-12 Education",
            "Language Courses",
            "Training",
        ],
    ),
    ("Games & Hobbies", &["Automotive", "Aviation", "Hobbies", "Other Games", "Video Games"]),
    ("Government & Organizations", &["Local", "National", "Non-Profit", "Regional"]),
    (
        "Health",
        &[
            "Alternative Health",
            "Diet & Nutrition",
            "Fitness",
            "Fitness & Nutrition",
            "Relationships",
            "Self-Help",
            "Sexuality",
        ],
    ),
    ("Kids & Family", &[]),
    ("News & Politics", &["Conservative (Right)", "Liberal (Left)"]),
    ("Religion & Spirituality", &["New Age", "Other", "Philosophy"]),
    ("Science & Medicine", &["Medicine", "Natural Sciences", "Social Sciences"]),
    ("Society & Culture", &["History"]),
    ("Sports & Recreation", &["Amateur", "College & High School", "Outdoor", "Professional", "TV"]),
    (
        "Technology",
        &[
            "Computers",
            "Developers",
            "Gadgets",
            "Information Technology",
            "IT News",
            "News",
            "Operating Systems",
            "Podcasting",
            "Smart Phones",
            "Software How-To",
            "Tech News",
            "Text/Speech",
        ],
    ),
    (
        "Arts & Entertainment",
        &[
            "Architecture",
            "Books",
            "Design",
            "Entertainment",
            "Games",
            "Performing Arts",
            "Photography",
            "Poetry",
            "Science Fiction",
        ],
    ),
    ("Audio Blogs", &[]),
    ("Comedy", &[]),
    ("Family", &[]),
    ("Food", &[]),
    (
        "International",
        &[
            "Australian",
            "Belgian",
            "Brazilian",
            "Canadian",
            "Chinese",
            "Dutch",
            "French",
            "German",
            "Hebrew",
            "Italian",
            "Japanese",
            "Norwegian",
            "Polish",
            "Portuguese",
            "Spanish",
            "Swedish",
        ],
    ),
    ("Movies & Television", &[]),
    ("Music", &[]),
    ("News", &[]),
    ("Politics", &[]),
    ("Public Radio", &[]),
    ("Talk Radio", &[]),
    ("Transportation", &["Automotive", "Aviation", "Bicycles", "Commuting"]),
    ("Travel", &[]),
];

/// How a category of a podcast is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Known {
    Current,
    Obsolete,
    Unknown,
}

/// Looks a category up, or one below it.
pub(in crate::lint) fn podcast_category(category: &str, below: Option<&str>) -> Known {
    let find = |list: &[(&str, &[&str])]| {
        list.iter()
            .any(|(name, subcategories)| *name == category && below.is_none_or(|below| subcategories.contains(&below)))
    };
    if find(CATEGORIES) {
        Known::Current
    } else if find(OLD_PODCAST_CATEGORIES) {
        Known::Obsolete
    } else {
        Known::Unknown
    }
}

fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}
