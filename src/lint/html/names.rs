//! Elements and entities of HTML.

use super::words::Words;
use std::sync::LazyLock;

/// How readers treat an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Standing {
    /// They show it.
    Safe,
    /// They strip it.
    Risky,
    /// It is none.
    Unknown,
}

/// Elements that are shown (HTML, with what older versions had), MathML and SVG as they stand in HTML included.
const SAFE: &str = "a abbr acronym address annotation area article aside audio b bdi bdo big blockquote br button canvas \
    caption center circle cite code col colgroup command data datagrid datalist dd defs del desc details dfn dialog dir div dl \
    dt ellipse em event-source fieldset figcaption figure font footer form g h1 h2 h3 h4 h5 h6 header hgroup hr i image img \
    input ins kbd keygen label legend li line lineargradient m main map mark marker math menu metadata meter mfrac mi mn mo \
    mover mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr multicol munder munderover nav nextid nobr ol \
    optgroup option output p path picture polygon polyline pre progress q radialgradient rb rect rp rt rtc ruby s samp search \
    section select semantics small sound source spacer span stop strike strong sub summary sup svg switch symbol table tbody \
    td template textarea text tfoot th thead time tr track tspan tt u ul use var video wbr";

/// Elements that run, load or restyle things, or belong to a whole page.
const RISKY: &str = "animate applet base basefont bgsound blink body comment embed foreignobject frame frameset head html \
    iframe ilayer isindex layer link listing marquee meta noembed noframes noscript object param plaintext script set style title \
    xml xmp";

/// Looks an element up, whatever the case of its letters; those with a hyphen are anybody's own.
pub(in crate::lint) fn element(name: &str) -> Standing {
    static ALL_SAFE: LazyLock<Words> = LazyLock::new(|| Words::new(&[SAFE]));
    static ALL_RISKY: LazyLock<Words> = LazyLock::new(|| Words::new(&[RISKY]));
    if ALL_SAFE.has_in_any_case(name) {
        Standing::Safe
    } else if ALL_RISKY.has_in_any_case(name) {
        Standing::Risky
    } else if name.contains('-') || name.contains(':') {
        Standing::Safe
    } else {
        Standing::Unknown
    }
}

/// The letters of Latin 1, from U+00A0 on.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 \
    acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig \
    Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave \
    Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
    iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// The character of `&eacute;` and its like.
pub(in crate::lint) fn latin_1_entity(name: &str) -> Option<char> {
    if !is_entity(name) {
        return None;
    }
    let position = LATIN_1.split_ascii_whitespace().position(|known| known == name)?;
    char::from_u32(0xa0 + u32::try_from(position).ok()?)
}

/// The other entities of HTML 4, and those of HTML 5 that are in use.
const OTHERS: &str = "quot amp lt gt apos OElig oelig Scaron scaron Yuml circ tilde ensp emsp thinsp zwnj zwj lrm rlm ndash \
    mdash lsquo rsquo sbquo ldquo rdquo bdquo dagger Dagger permil lsaquo rsaquo euro fnof Alpha Beta Gamma Delta Epsilon Zeta \
    Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho Sigma Tau Upsilon Phi Chi Psi Omega alpha beta gamma delta epsilon zeta \
    eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega thetasym upsih piv bull \
    hellip prime Prime oline frasl weierp image real trade alefsym larr uarr rarr darr harr crarr lArr uArr rArr dArr hArr \
    forall part exist empty nabla isin notin ni prod sum minus lowast radic prop infin ang and or cap cup int there4 sim cong \
    asymp ne equiv le ge sub sup nsub sube supe oplus otimes perp sdot lceil rceil lfloor rfloor lang rang loz spades clubs \
    hearts diams Tab NewLine excl num dollar percnt lpar rpar ast plus comma period sol colon semi equals quest commat lsqb \
    lbrack bsol rsqb rbrack Hat lowbar grave lcub lbrace verbar vert lcub rcub rbrace nbsp numsp puncsp hairsp horbar mldr \
    nldr check cross star starf phone female male Abreve abreve Amacr amacr Aogon aogon Cacute cacute Ccaron ccaron Dcaron \
    dcaron Dstrok dstrok Ecaron ecaron Emacr emacr Eogon eogon Gbreve gbreve Idot inodot imath Imacr imacr Lstrok lstrok \
    Nacute nacute Ncaron ncaron Odblac odblac Omacr omacr Racute racute Rcaron rcaron Sacute sacute Scedil scedil Tcaron \
    tcaron Tcedil tcedil Udblac udblac Umacr umacr Uring uring Zacute zacute Zcaron zcaron Zdot zdot rightarrow leftarrow \
    map hyphen dash copysr numero half frac13 frac23 frac15 frac18 frac38 frac58 frac78 ell rarrw larrhk rarrhk nearr searr \
    swarr nwarr ohm mho block blk14 blk12 blk34 square squ squf bigstar sext flat natural sharp zwj zwnj ZeroWidthSpace NoBreak";

/// Whether HTML defines `&name;`.
pub(in crate::lint) fn is_entity(name: &str) -> bool {
    static ENTITIES: LazyLock<Words> = LazyLock::new(|| Words::new(&[LATIN_1, OTHERS]));
    ENTITIES.has(name)
}

#[cfg(test)]
mod tests {
    use super::{Standing, element, is_entity, latin_1_entity};

    #[test]
    fn names() {
        assert_eq!(element("DIV"), Standing::Safe);
        assert_eq!(element("Script"), Standing::Risky);
        assert_eq!(element("bogus"), Standing::Unknown);
        assert_eq!(element("my-tag"), Standing::Safe);
        assert_eq!(latin_1_entity("nbsp"), Some('\u{a0}'));
        assert_eq!(latin_1_entity("eacute"), Some('é'));
        assert_eq!(latin_1_entity("yuml"), Some('ÿ'));
        assert!(is_entity("rarr") && is_entity("szlig") && !is_entity("T") && !is_entity("foo"));
    }
}
