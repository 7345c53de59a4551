use crate::{Chart, Error};

pub(crate) fn svg(chart: &Chart) -> Result<String, Error> {
    Err(Error(chart.title.clone()))
}
