//! How iwd stands, made of all that it says at once. Pure.
//!
//! Names of networks are whatever somebody nearby wants: they are bounded, and only shown.

use std::collections::HashMap;

use zbus::wire::{OwnedObjectPath, OwnedVariant};

/// Path, interface, property: as `GetManagedObjects` answers.
pub(super) type Objects = HashMap<OwnedObjectPath, HashMap<String, HashMap<String, OwnedVariant>>>;

/// The first radio, and what it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// The path of the device.
    pub(super) device: String,
    pub(super) mode: Mode,
    /// It can be an access point.
    pub(super) can_open: bool,
    /// Its station or access point is ready to be spoken to.
    pub(super) is_ready: bool,
    pub(super) is_scanning: bool,
    /// The path of the network that was joined.
    pub(super) joined: Option<String>,
    /// Networks around, by path.
    pub(super) around: HashMap<String, Around>,
    /// The names of networks that were joined before or are on the card.
    pub(super) known: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Station,
    AccessPoint,
    Other,
}

/// A network around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Around {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The path of what iwd remembers about it.
    pub(super) known: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Password,
    Other,
}

type Properties = HashMap<String, OwnedVariant>;

impl Picture {
    /// `None` where there is no radio.
    pub(super) fn of(objects: &Objects) -> Option<Self> {
        let devices = objects
            .iter()
            .filter_map(|(path, object)| Some((path, object, find(object, "Device")?)));
        let (path, object, device) = devices.min_by_key(|(path, ..)| path.as_str())?;
        let mode = match text(device, "Mode") {
            Some("station") => Mode::Station,
            Some("ap") => Mode::AccessPoint,
            _ => Mode::Other,
        };
        let station = find(object, "Station");
        let is_ready = match mode {
            Mode::Station => station.is_some(),
            Mode::AccessPoint => find(object, "AccessPoint").is_some(),
            Mode::Other => false,
        };
        let is_joined = station.and_then(|station| text(station, "State")) == Some("connected");
        let joined = station
            .filter(|_| is_joined)
            .and_then(|station| reference(station, "ConnectedNetwork"));
        let adapter = reference(device, "Adapter");
        Some(Self {
            device: path.as_str().to_owned(),
            mode,
            can_open: adapter.is_none_or(|adapter| can_open(objects, &adapter)),
            is_ready,
            is_scanning: station.is_some_and(|station| flag(station, "Scanning")),
            joined,
            around: around(objects, path.as_str()),
            known: known(objects),
        })
    }
}

fn can_open(objects: &Objects, adapter: &str) -> bool {
    let found = objects.iter().find(|(path, _)| path.as_str() == adapter);
    let modes = found.and_then(|(_, object)| find(object, "Adapter")?.get("SupportedModes"));
    let modes = modes.and_then(|modes| Vec::<String>::try_from(modes.try_clone().ok()?).ok());
    modes.is_none_or(|modes| modes.iter().any(|mode| mode == "ap"))
}

fn around(objects: &Objects, device: &str) -> HashMap<String, Around> {
    let network = |(path, object): (&OwnedObjectPath, &HashMap<String, Properties>)| {
        let network = find(object, "Network")?;
        let is_ours = reference(network, "Device").is_none_or(|found| found == device);
        let name = text(network, "Name").filter(|name| is_name(name) && is_ours)?.to_owned();
        let kind = match text(network, "Type") {
            Some("open") => Kind::Open,
            Some("psk") => Kind::Password,
            _ => Kind::Other,
        };
        let around = Around { name, kind, known: reference(network, "KnownNetwork") };
        Some((path.as_str().to_owned(), around))
    };
    objects.iter().filter_map(network).take(MOST).collect()
}

fn known(objects: &Objects) -> Vec<String> {
    let name = |object| text(find(object, "KnownNetwork")?, "Name").filter(|name| is_name(name));
    let mut names: Vec<_> =
        objects.values().filter_map(name).take(MOST).map(str::to_owned).collect();
    names.sort_unstable();
    names
}

fn find<'o>(object: &'o HashMap<String, Properties>, interface: &str) -> Option<&'o Properties> {
    object.iter().find_map(|(name, properties)| {
        let name = name.strip_prefix(super::bus::IWD)?.strip_prefix('.')?;
        (name == interface).then_some(properties)
    })
}

fn text<'p>(properties: &'p Properties, name: &str) -> Option<&'p str> {
    <&str>::try_from(properties.get(name)?).ok()
}

fn flag(properties: &Properties, name: &str) -> bool {
    properties.get(name).is_some_and(|value| bool::try_from(value).unwrap_or(false))
}

fn reference(properties: &Properties, name: &str) -> Option<String> {
    let path = OwnedObjectPath::try_from(properties.get(name)?.try_clone().ok()?).ok()?;
    Some(path.as_str().to_owned())
}

/// Whether people could read and choose it.
pub(super) fn is_name(name: &str) -> bool {
    (1..=NAME_BYTES).contains(&name.len())
        && !name.contains(char::is_control)
        && !name.trim().is_empty()
}

/// IEEE 802.11 §9.4.2.2. What is no UTF-8 iwd has replaced, by up to three bytes for one.
const NAME_BYTES: usize = 96;
/// More networks nobody wants to read.
const MOST: usize = 256;
