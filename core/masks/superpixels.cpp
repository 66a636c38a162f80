// SPDX-License-Identifier: Apache-2.0
// Superpixels by flooding the edge image from one seed per grid cell, as in Machairas et al.,
// "Waterpixels" (IEEE TIP 2015).
#include "core/masks/region_graph.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace cleave {

namespace {

FloatImage toImage(const cv::Mat& mat) {
    FloatImage image(mat.cols, mat.rows, mat.channels());
    const std::size_t row = static_cast<std::size_t>(mat.cols) * mat.channels();
    for (int y = 0; y < mat.rows; ++y)
        std::copy_n(
            mat.ptr<float>(y), row, image.pixels.data() + static_cast<std::size_t>(y) * row);
    return image;
}

/// Length of the steepest change over all channels (Di Zenzo's tensor) of derivatives at one width.
cv::Mat edgeStrength(const cv::Mat& lab, double sigma) {
    cv::Mat smooth, dx, dy;
    cv::GaussianBlur(lab, smooth, {}, sigma);
    const cv::Matx<float, 1, 3> difference(-0.5f, 0, 0.5f);
    cv::filter2D(smooth, dx, CV_32F, difference);
    cv::filter2D(smooth, dy, CV_32F, difference.t());
    cv::Mat strength(lab.size(), CV_32F);
    for (int y = 0; y < lab.rows; ++y) {
        const auto* rowX = dx.ptr<cv::Vec3f>(y);
        const auto* rowY = dy.ptr<cv::Vec3f>(y);
        for (int x = 0; x < lab.cols; ++x) {
            float xx = 0, yy = 0, xy = 0;
            for (int c = 0; c < 3; ++c) {
                xx += rowX[x][c] * rowX[x][c];
                yy += rowY[x][c] * rowY[x][c];
                xy += rowX[x][c] * rowY[x][c];
            }
            const float half = 0.5f * (xx + yy),
                        root = std::sqrt(0.25f * (xx - yy) * (xx - yy) + xy * xy);
            strength.at<float>(y, x) = std::sqrt(half + root);
        }
    }
    return strength;
}

/// In each cell of the grid the place with the weakest edge becomes the seed.
std::vector<int> seedPixels(const cv::Mat& edges, int spacing) {
    std::vector<int> seeds;
    for (int y0 = 0; y0 < edges.rows; y0 += spacing) {
        for (int x0 = 0; x0 < edges.cols; x0 += spacing) {
            // The border of a cell is left out, so that neighbours' seeds do not touch.
            const int x1 = std::min(x0 + spacing, edges.cols),
                      y1 = std::min(y0 + spacing, edges.rows);
            int best = y0 * edges.cols + x0;
            float weakest = INFINITY;
            for (int y = std::min(y0 + 1, y1 - 1); y < std::max(y1 - 1, y0 + 1); ++y)
                for (int x = std::min(x0 + 1, x1 - 1); x < std::max(x1 - 1, x0 + 1); ++x)
                    if (edges.at<float>(y, x) < weakest) {
                        weakest = edges.at<float>(y, x);
                        best = y * edges.cols + x;
                    }
            seeds.push_back(best);
        }
    }
    return seeds;
}

/// Floods from the seeds in the order of the edges' strength; every pixel gets the label that
/// reaches it first.
IdImage flood(const cv::Mat& edges, const std::vector<int>& seeds, int spacing) {
    constexpr int bucketCount = 1024;
    constexpr float bucketsPerUnit = 20; // edges above 50 Lab units a pixel are all the same
    const float closeness =
        0.4f /
        static_cast<float>(spacing); // Lab units a pixel of distance: keeps flat places compact
    const int width = edges.cols, height = edges.rows;
    IdImage labels(width, height, 1, -1);

    struct Entry {
        int pixel, label;
    };

    std::array<std::vector<Entry>, bucketCount> buckets;
    for (std::size_t i = 0; i < seeds.size(); ++i)
        buckets[0].push_back({seeds[i], static_cast<int>(i)});
    for (std::size_t level = 0; level < buckets.size(); ++level) {
        // Buckets grow while they are read: what is flooded over a low pass comes at the present
        // level.
        for (std::size_t next = 0; next < buckets[level].size(); ++next) {
            const Entry entry = buckets[level][next];
            std::int32_t& label = labels.pixels[static_cast<std::size_t>(entry.pixel)];
            if (label >= 0)
                continue;
            label = entry.label;
            const int x = entry.pixel % width, y = entry.pixel / width;
            const int seed = seeds[static_cast<std::size_t>(entry.label)];
            for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
                const int nx = x + dx, ny = y + dy;
                if (nx < 0 || ny < 0 || nx >= width || ny >= height || *labels.at(nx, ny) >= 0)
                    continue;
                const float distance = std::hypot(static_cast<float>(nx - seed % width),
                                                  static_cast<float>(ny - seed / width));
                const float cost = edges.at<float>(ny, nx) + closeness * distance;
                const auto bucket = static_cast<std::size_t>(
                    std::min(cost * bucketsPerUnit, static_cast<float>(bucketCount - 1)));
                buckets[std::max(bucket, level)].push_back({ny * width + nx, entry.label});
            }
        }
        buckets[level] = {};
    }
    return labels;
}

} // namespace

Superpixels makeSuperpixels(const Image& photo, int spacing) {
    CLEAVE_ASSERT(photo.channels == 3 && spacing >= 3);
    const cv::Mat rgb(
        photo.height, photo.width, CV_8UC3, const_cast<std::uint8_t*>(photo.pixels.data()));
    cv::Mat color, lab, smooth;
    rgb.convertTo(color, CV_32F, 1.0 / 255);
    cv::cvtColor(color, lab, cv::COLOR_RGB2Lab);
    cv::bilateralFilter(lab, smooth, 9, 14, 2.5);

    // Fine edges say where, wide ones whether: fur and grain have the first without the second.
    const cv::Mat fine = edgeStrength(smooth, 0.8), wide = edgeStrength(lab, 2.5);
    cv::Mat edges = 0.4f * fine + 1.6f * wide;

    // What smoothing took away, so that an edge between two plain surfaces is no texture.
    cv::Mat residual, texture;
    cv::extractChannel(lab - smooth, residual, 0);
    cv::GaussianBlur(residual.mul(residual), texture, {}, 2.5);
    cv::sqrt(texture, texture);

    Superpixels result;
    const std::vector<int> seeds = seedPixels(edges, spacing);
    result.labels = flood(edges, seeds, spacing);
    result.count = static_cast<int>(seeds.size());
    result.lab = toImage(smooth);
    result.edges = toImage(edges);
    result.texture = toImage(texture);
    return result;
}

} // namespace cleave
