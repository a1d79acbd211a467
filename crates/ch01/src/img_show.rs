//! §1.6.3 画像の表示, `ch01/img_show.py`, figure 1-5: a picture with axes that count its pixels.

use std::path::PathBuf;

use experiment::{Context, Experiment, say};
use picture::read_image;
use plot::{Axes, sample_picture};

/// A picture, the user's or one that the program draws.
#[derive(Clone, Debug, clap::Args)]
pub struct ImgShow {
    /// A picture (PNG, JPEG, BMP, GIF, WebP or TIFF), scaled down if it is large [default: one that the program draws]
    #[arg(long, value_name = "PATH")]
    pub image: Option<PathBuf>,
}

impl Experiment for ImgShow {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let img = match &self.image {
            Some(path) => read_image(path, 512)?,
            None => sample_picture(256, 256),
        };
        let (height, width, _) = img.dim();
        say!(ctx, "{width}×{height} pixels");

        let mut ax = Axes::new();
        ax.imshow_rgb(&img);
        ctx.save("img_show", ax)
    }
}
