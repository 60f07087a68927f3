//! XHTML whose elements are in the tree: the same questions as for escaped HTML.

use super::{
    html::{self, Flaw, Standing},
    judge::{Judge, flaw_message},
    names::Ns,
    rules::HTML_BROKEN,
    xml::Id,
};

/// Elements of SVG that readers show.
const SVG: &str = "a animate animateColor animateMotion animateTransform circle defs desc ellipse font-face font-face-name \
    font-face-src g glyph hkern line linearGradient marker metadata missing-glyph mpath path polygon polyline radialGradient \
    rect set stop svg switch text title tspan use symbol image clipPath mask pattern filter style textPath";

/// Attributes of SVG that readers leave.
const SVG_ATTRIBUTES: &str = "accent-height accumulate additive alphabetic arabic-form ascent attributeName attributeType \
    baseProfile bbox begin by calcMode cap-height class clip-path clip-rule clipPathUnits color color-rendering content cx cy d \
    descent display dominant-baseline dur dx dy end fill fill-opacity fill-rule font-family font-size font-stretch font-style \
    font-variant font-weight from fx fy g1 g2 glyph-name gradientTransform gradientUnits hanging height horiz-adv-x \
    horiz-origin-x href id ideographic k keyPoints keySplines keyTimes lang letter-spacing marker-end marker-mid marker-start \
    markerHeight markerUnits markerWidth mask mathematical max media min name offset opacity orient origin \
    overline-position overline-thickness panose-1 path pathLength patternUnits points preserveAspectRatio r refX refY \
    repeatCount repeatDur requiredExtensions requiredFeatures restart role rotate rx ry slope space spreadMethod stemh stemv \
    stop-color stop-opacity strikethrough-position strikethrough-thickness stroke stroke-dasharray stroke-dashoffset \
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width style systemLanguage target text-anchor \
    text-rendering title to transform type u1 u2 underline-position underline-thickness unicode unicode-range units-per-em \
    values version viewBox visibility width widths word-spacing x x-height x1 x2 y y1 y2 zoomAndPan";

/// Judges an element and all below it.
pub(super) fn judge(judge: &mut Judge<'_, '_>, top: Id) {
    let tree = judge.tree;
    let has = |list: &str, name: &str| list.split_ascii_whitespace().any(|known| known == name);
    let base = tree.inherited(top, "base").is_some();
    for id in tree.descendants(top) {
        let name = tree.name(id);
        let mut flaws = Vec::new();
        match tree.ns(id) {
            Ns::XHTML => {
                match html::element(name) {
                    // The body that holds an item's text stands where it belongs.
                    _ if id == top => {}
                    Standing::Safe => {}
                    Standing::Risky => flaws.push((tree.at(id), Flaw::RiskyElement(name))),
                    Standing::Unknown => {
                        flaws.push((tree.at(id), Flaw::Broken(format!("`<{name}>` is no element of XHTML"))));
                    }
                }
                for attribute in tree.attributes(id).iter().filter(|attribute| attribute.ns == Ns::NONE) {
                    html::attribute_flaws(name, attribute.name, &attribute.value, |flaw| {
                        flaws.push((attribute.at, flaw))
                    });
                }
            }
            Ns::SVG => {
                if !has(SVG, name) {
                    flaws.push((tree.at(id), Flaw::RiskyElement(name)));
                }
                for attribute in tree.attributes(id).iter().filter(|attribute| attribute.ns == Ns::NONE) {
                    if !has(SVG_ATTRIBUTES, attribute.name) && !attribute.name.starts_with("data-") {
                        flaws.push((attribute.at, Flaw::RiskyAttribute(attribute.name, &attribute.value)));
                    } else {
                        html::attribute_flaws(name, attribute.name, &attribute.value, |f| {
                            flaws.push((attribute.at, f))
                        });
                    }
                }
            }
            Ns::NONE | Ns::ATOM => {
                let message = format!("the HTML is broken: `<{name}>` is not in the namespace of XHTML");
                judge.report(&HTML_BROKEN, id, message);
            }
            _ => {}
        }
        for (at, flaw) in flaws {
            if let Some((rule, message)) =
                flaw_message(&flaw, judge.is_rss).filter(|_| !(base && matches!(flaw, Flaw::Relative(..))))
            {
                let path = judge.path(id);
                judge.findings.add(rule, at, path, message);
            }
        }
    }
}
