//! A picture with axes that count its pixels.
//!
//! Book: §1.6.3 (画像の表示), figure 1-5, `ch01/img_show.py`.

use std::path::PathBuf;

use experiment::{Context, Experiment, Info, read_image, say};
use plot::{Axes, sample_picture};

/// Pixels a side of the picture that is shown.
const LONGEST: u32 = 512;

/// A picture, the user's or one that the program draws.
#[derive(Clone, Debug, clap::Args)]
pub struct ImgShow {
    /// A PNG or JPEG picture, scaled down if it is large [default: one that the program draws]
    #[arg(long, value_name = "PATH")]
    pub image: Option<PathBuf>,
}

impl Experiment for ImgShow {
    const INFO: Info = Info::new("img_show", "§1.6.3", "A picture with axes that count its pixels")
        .figures(&[("img_show", "The picture, with its pixels counted at the edges")]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let img = match &self.image {
            Some(path) => read_image(path, LONGEST)?,
            None => sample_picture(256, 256),
        };
        let (height, width, _) = img.dim();
        say!(ctx, "{width}×{height} pixels");

        let mut ax = Axes::new();
        ax.imshow_rgb(&img);
        ctx.save("img_show", ax)
    }
}
