// SPDX-License-Identifier: Apache-2.0
// Procedural colours on surfaces. Patterns have soft edges about as wide as a pixel of the demo's
// photos, so that they neither flicker between views nor ask for more gaussians than the demo
// trains.
#pragma once

#include <Eigen/Core>

namespace cleave::sample {

enum class Pattern {
    Plain,
    Bands,
    Segments,
    Dots,
    Checks,
    Wood,
    Planks,
    Wallpaper,
    Speckles,
    Pages
};

struct Material {
    Pattern pattern = Pattern::Plain;
    Eigen::Vector3d colorA = Eigen::Vector3d::Ones(); ///< linear RGB [0, 1]
    Eigen::Vector3d colorB = Eigen::Vector3d::Ones(); ///< linear RGB [0, 1]
    double scale = 1;    ///< scene units of a period, or count of segments around
    double grain = 0.1;  ///< strength of the irregularity that every surface has, [0, 1]
    double gloss = 0;    ///< strength of the highlight
    double emission = 0; ///< light of its own, in multiples of its colour
};

/// 0xRRGGBB, sRGB -> linear.
Eigen::Vector3d linearColor(unsigned hex);
/// Linear -> sRGB-coded, clamped to [0, 1].
double srgbCoded(double linear);

/// Linear RGB of the material at a point in its shape's frame.
Eigen::Vector3d albedo(const Material& material, const Eigen::Vector3d& point);

/// Smooth noise of mean 0 in [-1, 1]; a lattice cell is one unit wide.
double valueNoise(const Eigen::Vector3d& point);

} // namespace cleave::sample
