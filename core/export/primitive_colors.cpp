// SPDX-License-Identifier: Apache-2.0
#include "core/export/primitive_colors.h"

#include "core/export/export_choice.h"
#include "core/formats/splat_quantities.h"

#include <Eigen/Eigenvalues>

#include <algorithm>

namespace cleave {

namespace {

constexpr std::int64_t sampleCount = 20000;
constexpr float dimming = 0.35f;

using Matrix = Eigen::MatrixXd;

/// Evenly spread rows of the features; exact enough for directions of colours.
Matrix sampleRows(const FeatureField& features) {
    const std::int64_t step = std::max<std::int64_t>(1, features.count() / sampleCount), dimensions = features.dimensions();
    Matrix rows((features.count() + step - 1) / step, dimensions);
    for (std::int64_t i = 0; i < rows.rows(); ++i)
        for (std::int64_t d = 0; d < dimensions; ++d) rows(i, d) = features.features(i * step, d);
    return rows;
}

/// Columns: the directions of most variance, each with its largest entry positive, so that colours do not flip between runs.
Matrix mainDirections(const Matrix& rows, const Eigen::RowVectorXd& mean) {
    const Matrix centered = rows.rowwise() - mean;
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(centered.transpose() * centered);
    const Eigen::Index count = std::min<Eigen::Index>(3, rows.cols());
    Matrix directions = Matrix::Zero(rows.cols(), 3);
    for (Eigen::Index c = 0; c < count; ++c) {
        Eigen::VectorXd direction = solver.eigenvectors().col(rows.cols() - 1 - c);
        Eigen::Index largest = 0;
        direction.cwiseAbs().maxCoeff(&largest);
        directions.col(c) = direction[largest] < 0 ? Eigen::VectorXd(-direction) : direction;
    }
    return directions;
}

std::pair<double, double> ends(Eigen::VectorXd values) {
    std::sort(values.data(), values.data() + values.size());
    const auto at = [&](double share) { return values[static_cast<Eigen::Index>(share * static_cast<double>(values.size() - 1))]; };
    return {at(0.01), std::max(at(0.99), at(0.01) + 1e-12)};
}

/// The colour without direction, [0, 1].
float ownColor(const GaussianField& field, std::int64_t g, int channel) {
    return std::clamp(colorOfShConstant(field.plane(kernels::plane::sh + channel)[g]), 0.0f, 1.0f);
}

} // namespace

kernels::Array<float, 2> featureColors(const FeatureField& features) {
    kernels::Array<float, 2> colors(features.count(), 3);
    if (features.count() == 0) return colors;
    const Matrix rows = sampleRows(features);
    const Eigen::RowVectorXd mean = rows.colwise().mean();
    const Matrix directions = mainDirections(rows, mean);
    const Matrix projected = (rows.rowwise() - mean) * directions;
    for (int c = 0; c < 3; ++c) {
        const auto [low, high] = ends(projected.col(c));
        for (std::int64_t i = 0; i < features.count(); ++i) {
            double value = 0;
            for (std::int64_t d = 0; d < features.dimensions(); ++d) value += (features.features(i, d) - mean[d]) * directions(d, c);
            colors(i, c) = static_cast<float>(std::clamp((value - low) / (high - low), 0.0, 1.0));
        }
    }
    return colors;
}

kernels::Array<float, 2> segmentColors(const RadianceField& field, const SegmentTree& tree) {
    std::vector<SegmentId> visible;
    for (const Segment& segment : tree.segments())
        if (segment.isVisible) visible.push_back(segment.id);
    const std::vector<std::int32_t> deepest = deepestSegments(tree, visible, field);
    kernels::Array<float, 2> colors(static_cast<std::int64_t>(deepest.size()), 3);
    const auto paint = [&](const GaussianField& gaussians) {
        for (std::int64_t g = 0; g < colors.size(0); ++g) {
            const std::int32_t id = deepest[static_cast<std::size_t>(g)];
            const Segment* segment = id > 0 ? tree.find(SegmentId{id}) : nullptr;
            for (int c = 0; c < 3; ++c)
                colors(g, c) = segment ? static_cast<float>(segment->color[static_cast<std::size_t>(c)]) / 255 : dimming * ownColor(gaussians, g, c);
        }
    };
    std::visit([&](const auto& pointer) { paint(*pointer); }, field);
    return colors;
}

} // namespace cleave
