// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/segmentation_metrics.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace cleave {

namespace {

/// 255 within `distance` of the outside, the image's border included.
cv::Mat innerBand(const Image& mask, double distance) {
    cv::Mat padded(mask.height + 2, mask.width + 2, CV_8U, cv::Scalar(0));
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            padded.at<std::uint8_t>(y + 1, x + 1) = *mask.at(x, y) != 0 ? 255 : 0;
    cv::Mat depth;
    cv::distanceTransform(padded, depth, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    return (depth > 0) & (depth <= distance);
}

} // namespace

double MaskOverlap::iou() const {
    return unionArea > 0 ? static_cast<double>(intersection) / static_cast<double>(unionArea) : 1.0;
}

double MaskOverlap::accuracy() const {
    return pixels > 0 ? static_cast<double>(agreeing) / static_cast<double>(pixels) : 1.0;
}

MaskOverlap& MaskOverlap::operator+=(const MaskOverlap& other) {
    intersection += other.intersection;
    unionArea += other.unionArea;
    agreeing += other.agreeing;
    pixels += other.pixels;
    return *this;
}

MaskOverlap overlap(const Image& predicted, const Image& truth) {
    CLEAVE_ASSERT(predicted.channels == 1 && truth.channels == 1 &&
                  predicted.width == truth.width && predicted.height == truth.height);
    MaskOverlap result;
    result.pixels = static_cast<std::int64_t>(truth.pixels.size());
    for (std::size_t i = 0; i < truth.pixels.size(); ++i) {
        const bool p = predicted.pixels[i] != 0, t = truth.pixels[i] != 0;
        result.intersection += p && t;
        result.unionArea += p || t;
        result.agreeing += p == t;
    }
    return result;
}

double boundaryDistance(int width, int height) {
    return std::max(1.0, 0.02 * std::hypot(width, height));
}

double boundaryIou(const Image& predicted, const Image& truth, double distance) {
    CLEAVE_ASSERT(predicted.channels == 1 && truth.channels == 1 &&
                  predicted.width == truth.width && predicted.height == truth.height);
    const cv::Mat a = innerBand(predicted, distance), b = innerBand(truth, distance);
    const int shared = cv::countNonZero(a & b), either = cv::countNonZero(a | b);
    return either > 0 ? static_cast<double>(shared) / either : 1.0;
}

std::vector<int> assignOneToOne(const std::vector<double>& gain, int rows, int columns) {
    CLEAVE_ASSERT(gain.size() ==
                  static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
    // Shortest augmenting paths with potentials on a square table of costs; what is missing to the
    // square costs nothing.
    const int n = std::max(rows, columns);
    const auto cost = [&](int row, int column) {
        return row < rows && column < columns
                   ? -gain[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                           static_cast<std::size_t>(column)]
                   : 0.0;
    };
    const auto size = static_cast<std::size_t>(n) + 1; // index 0 stands for "none yet"
    std::vector<double> rowPotential(size, 0), columnPotential(size, 0);
    std::vector<int> rowOfColumn(size, 0), previous(size, 0);
    for (int row = 1; row <= n; ++row) {
        rowOfColumn[0] = row;
        int column = 0;
        std::vector<double> slack(size, std::numeric_limits<double>::infinity());
        std::vector<bool> isDone(size, false);
        do {
            isDone[static_cast<std::size_t>(column)] = true;
            const int current = rowOfColumn[static_cast<std::size_t>(column)];
            double smallest = std::numeric_limits<double>::infinity();
            int nextColumn = 0;
            for (int j = 1; j <= n; ++j) {
                const auto c = static_cast<std::size_t>(j);
                if (isDone[c])
                    continue;
                const double reduced = cost(current - 1, j - 1) -
                                       rowPotential[static_cast<std::size_t>(current)] -
                                       columnPotential[c];
                if (reduced < slack[c]) {
                    slack[c] = reduced;
                    previous[c] = column;
                }
                if (slack[c] < smallest) {
                    smallest = slack[c];
                    nextColumn = j;
                }
            }
            for (std::size_t c = 0; c < size; ++c) {
                if (isDone[c]) {
                    rowPotential[static_cast<std::size_t>(rowOfColumn[c])] += smallest;
                    columnPotential[c] -= smallest;
                } else {
                    slack[c] -= smallest;
                }
            }
            column = nextColumn;
        } while (rowOfColumn[static_cast<std::size_t>(column)] != 0);
        while (column != 0) {
            const int before = previous[static_cast<std::size_t>(column)];
            rowOfColumn[static_cast<std::size_t>(column)] =
                rowOfColumn[static_cast<std::size_t>(before)];
            column = before;
        }
    }
    std::vector<int> columnOfRow(static_cast<std::size_t>(rows), -1);
    for (int column = 1; column <= columns; ++column) {
        const int row = rowOfColumn[static_cast<std::size_t>(column)] - 1;
        if (row < rows && cost(row, column - 1) < 0)
            columnOfRow[static_cast<std::size_t>(row)] = column - 1;
    }
    return columnOfRow;
}

} // namespace cleave
