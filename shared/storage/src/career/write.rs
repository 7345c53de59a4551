//! How a career is written as JSON, whoever writes its parts.

use std::io;

use overwatch::{ByGamemode, ByPlatform};

use crate::gzip::Writer;

/// One of something for each platform and gamemode that there are statistics of.
pub(super) type OfGamemodes<T> = ByPlatform<ByGamemode<T>>;

/// Writes a career as JSON. What writes its parts says where they lie.
pub(super) fn write_career<T, Summary, U>(
    writer: &mut Writer,
    summary: impl FnOnce(&mut Writer) -> io::Result<Summary>,
    stats: Option<&OfGamemodes<T>>,
    mut gamemode: impl FnMut(&mut Writer, &T) -> io::Result<U>,
) -> io::Result<(Summary, Option<OfGamemodes<U>>)> {
    writer.text(r#"{"summary":"#);
    let summary = summary(writer)?;
    writer.text(r#","stats":"#);
    let stats = write_stats(writer, stats, &mut gamemode)?;
    writer.text("}");
    Ok((summary, stats))
}

pub(super) fn write_stats<T, U>(
    writer: &mut Writer,
    stats: Option<&OfGamemodes<T>>,
    gamemode: &mut impl FnMut(&mut Writer, &T) -> io::Result<U>,
) -> io::Result<Option<OfGamemodes<U>>> {
    or_null(writer, stats, |writer, ByPlatform { pc, console }| {
        let mut platform = |writer: &mut Writer, stats: &Option<_>| {
            or_null(writer, stats.as_ref(), |writer, ByGamemode { quickplay, competitive }| {
                writer.text(r#"{"quickplay":"#);
                let quickplay = or_null(writer, quickplay.as_ref(), &mut *gamemode)?;
                writer.text(r#","competitive":"#);
                let competitive = or_null(writer, competitive.as_ref(), &mut *gamemode)?;
                writer.text("}");
                Ok(ByGamemode { quickplay, competitive })
            })
        };
        writer.text(r#"{"pc":"#);
        let pc = platform(writer, pc)?;
        writer.text(r#","console":"#);
        let console = platform(writer, console)?;
        writer.text("}");
        Ok(ByPlatform { pc, console })
    })
}

pub(super) fn write_gamemode<T>(
    writer: &mut Writer,
    heroes_comparisons: impl FnOnce(&mut Writer) -> io::Result<T>,
    career_stats: impl FnOnce(&mut Writer) -> io::Result<T>,
) -> io::Result<(T, T)> {
    writer.text(r#"{"heroes_comparisons":"#);
    let heroes_comparisons = heroes_comparisons(writer)?;
    writer.text(r#","career_stats":"#);
    let career_stats = career_stats(writer)?;
    writer.text("}");
    Ok((heroes_comparisons, career_stats))
}

fn or_null<T, U>(
    writer: &mut Writer,
    value: Option<&T>,
    write: impl FnOnce(&mut Writer, &T) -> io::Result<U>,
) -> io::Result<Option<U>> {
    let Some(value) = value else {
        writer.text("null");
        return Ok(None);
    };
    write(writer, value).map(Some)
}
