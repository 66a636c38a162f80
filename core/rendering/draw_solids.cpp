// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/draw_solids.h"

#include "core/base/error.h"
#include "core/field/primitive_cloud.h"
#include "kernels/base/parallel_for.h"
#include "kernels/math/sh.h"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

namespace cleave {

namespace {

constexpr float faintest = 0.1f;
constexpr float nearest = 1e-3f; ///< scene units in front of the camera
/// Flatter than this share of their longest axis ellipsoids lose their numbers, not their looks.
constexpr float flattest = 0.02f;
constexpr float ambient = 0.35f;
constexpr std::int64_t gaussiansPerChunk = 4096;
constexpr std::int64_t rowsPerBand = 16;
const Eigen::Vector3f plainColor(0.7f, 0.7f, 0.7f);

/// A primitive in the camera's axes.
struct Solid {
    std::int32_t index = 0;
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0; ///< pixels [x0, x1) x [y0, y1) that it may cover
    Eigen::Vector3f center;             ///< scene units
    Eigen::Matrix3f
        unitFromCamera; ///< maps the ellipsoid onto the unit ball around unitFromCamera * center
    Eigen::Vector3f color;
};

/// Where primitives are and what they look like, for any kind of field.
struct Shape {
    Eigen::Vector3f mean;
    Eigen::Vector3f axes;     ///< standard deviations
    Eigen::Matrix3f rotation; ///< worldFromShape
    Eigen::Vector3f color;
    float opacity = 0;
};

Shape shapeOf(const GaussianField& field, std::int64_t i) {
    namespace plane = kernels::plane;
    Shape shape;
    shape.mean = field.mean(i);
    for (int k = 0; k < 3; ++k) {
        shape.axes[k] = std::exp(field.plane(plane::logScale + k)[i]);
        shape.color[k] =
            std::clamp(0.5f + kernels::sh::band0 * field.plane(plane::sh + k)[i], 0.0f, 1.0f);
    }
    const Eigen::Quaternionf turn(field.plane(plane::rotation)[i],
                                  field.plane(plane::rotation + 1)[i],
                                  field.plane(plane::rotation + 2)[i],
                                  field.plane(plane::rotation + 3)[i]);
    shape.rotation = turn.normalized().toRotationMatrix();
    shape.opacity = 1 / (1 + std::exp(-field.plane(plane::opacityLogit)[i]));
    return shape;
}

Shape shapeOf(const PrimitiveCloud& cloud, std::int64_t i) {
    Shape shape;
    shape.mean = {cloud.positions(i, 0), cloud.positions(i, 1), cloud.positions(i, 2)};
    shape.axes.setConstant(cloud.extents(i));
    shape.rotation.setIdentity();
    shape.color = plainColor;
    shape.opacity = cloud.opacities(i);
    return shape;
}

class SolidPicture {
public:
    SolidPicture(const Camera& camera, const SolidRequest& request)
        : request_(request)
        , width_(camera.intrinsics.width)
        , height_(camera.intrinsics.height)
        , rotation_(camera.pose.rotation.cast<float>())
        , translation_(camera.pose.translation.cast<float>())
        , focal_(static_cast<float>(camera.intrinsics.fx), static_cast<float>(camera.intrinsics.fy))
        , middle_(static_cast<float>(camera.intrinsics.cx),
                  static_cast<float>(camera.intrinsics.cy)) {
        view_.color = FloatImage(width_, height_, 3);
        view_.depth = FloatImage(width_, height_, 1);
        view_.primitiveIds = IdImage(width_, height_, 1);
    }

    /// `shapes(i)` gives the Shape of primitive i.
    template <class Shapes>
    SolidView draw(std::int64_t count, const Shapes& shapes) {
        const bool hasVisibility = !request_.visibility.empty();
        std::vector<std::vector<Solid>> chunks(
            static_cast<std::size_t>(kernels::chunkCount(count, gaussiansPerChunk)));
        kernels::forChunks(count,
                           gaussiansPerChunk,
                           [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
                               for (std::int64_t i = begin; i < end; ++i) {
                                   const float visibility =
                                       hasVisibility ? request_.visibility(i) : 1.0f;
                                   Solid solid;
                                   solid.index = static_cast<std::int32_t>(i);
                                   if (place(shapes(i), visibility, solid))
                                       chunks[static_cast<std::size_t>(chunk)].push_back(solid);
                               }
                           });
        kernels::forChunks(
            height_, rowsPerBand, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                drawBand(chunks, static_cast<int>(begin), static_cast<int>(end));
            });
        return std::move(view_);
    }

private:
    bool place(const Shape& shape, float visibility, Solid& solid) const {
        solid.center = rotation_ * shape.mean + translation_;
        solid.color = shape.color;
        if (!(shape.opacity * visibility >= faintest) || !(solid.center.z() > nearest))
            return false;
        const bool hasPlace =
            request_.shape == SolidShape::Points ? placePoint(solid) : placeEllipsoid(shape, solid);
        return hasPlace && solid.x0 < solid.x1 && solid.y0 < solid.y1;
    }

    void setBox(Solid& solid, float left, float top, float right, float bottom) const {
        const auto clamped = [](float value, int most) {
            return static_cast<int>(std::clamp(value, 0.0f, static_cast<float>(most)));
        };
        solid.x0 = clamped(std::floor(left), width_);
        solid.y0 = clamped(std::floor(top), height_);
        solid.x1 = clamped(std::ceil(right), width_);
        solid.y1 = clamped(std::ceil(bottom), height_);
    }

    bool placePoint(Solid& solid) const {
        const Eigen::Vector2f pixel =
            focal_.cwiseProduct(solid.center.head<2>()) / solid.center.z() + middle_;
        const float size = std::max(1.0f, std::round(request_.pointSize));
        const Eigen::Vector2f corner =
            (pixel - Eigen::Vector2f::Constant(size / 2)).array().round();
        setBox(solid, corner.x(), corner.y(), corner.x() + size, corner.y() + size);
        return true;
    }

    bool placeEllipsoid(const Shape& shape, Solid& solid) const {
        const Eigen::Vector3f axes = shape.axes.cwiseMax(flattest * shape.axes.maxCoeff());
        const Eigen::Matrix3f turned = rotation_ * shape.rotation;
        solid.unitFromCamera = axes.cwiseInverse().asDiagonal() * turned.transpose();
        // The outline of an ellipsoid is the conic whose dual is covariance - center * center^T.
        const Eigen::Matrix3f dual = turned * axes.cwiseAbs2().asDiagonal() * turned.transpose() -
                                     solid.center * solid.center.transpose();
        const float w = dual(2, 2);
        if (!(w < 0))
            return false; // reaches behind the camera
        const auto ends = [&](int axis) {
            const float half =
                std::sqrt(std::max(0.0f, dual(axis, 2) * dual(axis, 2) - dual(axis, axis) * w));
            const float a = (dual(axis, 2) - half) / w, b = (dual(axis, 2) + half) / w;
            return std::pair(focal_[axis] * std::min(a, b) + middle_[axis],
                             focal_[axis] * std::max(a, b) + middle_[axis]);
        };
        const auto [left, right] = ends(0);
        const auto [top, bottom] = ends(1);
        setBox(solid, left, top, right, bottom);
        return true;
    }

    void drawBand(const std::vector<std::vector<Solid>>& chunks, int begin, int end) {
        for (int y = begin; y < end; ++y) {
            for (int x = 0; x < width_; ++x) {
                *view_.primitiveIds.at(x, y) = -1;
                for (int c = 0; c < 3; ++c)
                    view_.color.at(x, y)[c] = request_.background[c];
            }
        }
        for (const std::vector<Solid>& solids : chunks)
            for (const Solid& solid : solids)
                for (int y = std::max(begin, solid.y0); y < std::min(end, solid.y1); ++y)
                    request_.shape == SolidShape::Points ? drawPointRow(solid, y)
                                                         : drawEllipsoidRow(solid, y);
    }

    bool isHidden(int x, int y, float depth) const {
        const float there = *view_.depth.at(x, y);
        return there > 0 && there <= depth;
    }

    void put(const Solid& solid, int x, int y, float depth, float light) {
        *view_.depth.at(x, y) = depth;
        *view_.primitiveIds.at(x, y) = solid.index;
        for (int c = 0; c < 3; ++c)
            view_.color.at(x, y)[c] = light * solid.color[c];
    }

    void drawPointRow(const Solid& solid, int y) {
        for (int x = solid.x0; x < solid.x1; ++x)
            if (!isHidden(x, y, solid.center.z()))
                put(solid, x, y, solid.center.z(), 1);
    }

    void drawEllipsoidRow(const Solid& solid, int y) {
        static const Eigen::Vector3f toLight = Eigen::Vector3f(-0.4f, -0.5f, -0.77f).normalized();
        const Eigen::Vector3f unitCenter = solid.unitFromCamera * solid.center;
        const float apart = unitCenter.squaredNorm() - 1;
        for (int x = solid.x0; x < solid.x1; ++x) {
            const Eigen::Vector3f ray((static_cast<float>(x) + 0.5f - middle_.x()) / focal_.x(),
                                      (static_cast<float>(y) + 0.5f - middle_.y()) / focal_.y(),
                                      1);
            // |depth * p - unitCenter| = 1: where the ray enters the unit ball.
            const Eigen::Vector3f p = solid.unitFromCamera * ray;
            const float along = p.dot(unitCenter), square = p.squaredNorm();
            const float under = along * along - square * apart;
            if (!(under >= 0))
                continue;
            const float depth = (along - std::sqrt(under)) / square;
            if (!(depth > nearest) || isHidden(x, y, depth))
                continue;
            const Eigen::Vector3f normal =
                (solid.unitFromCamera.transpose() * (depth * p - unitCenter)).normalized();
            put(solid, x, y, depth, ambient + (1 - ambient) * std::max(0.0f, normal.dot(toLight)));
        }
    }

    const SolidRequest& request_;
    int width_, height_;
    Eigen::Matrix3f rotation_;
    Eigen::Vector3f translation_;
    Eigen::Vector2f focal_, middle_;
    SolidView view_;
};

} // namespace

SolidView
drawSolids(const RadianceField& field, const Camera& camera, const SolidRequest& request) {
    CLEAVE_ASSERT(isTrained(field));
    SolidPicture picture(camera, request);
    return std::visit(
        [&](const auto& pointer) {
            if constexpr (std::is_same_v<std::decay_t<decltype(*pointer)>, GaussianField>) {
                return picture.draw(pointer->count,
                                    [&](std::int64_t i) { return shapeOf(*pointer, i); });
            } else {
                const PrimitiveCloud cloud = primitiveCloud(field);
                return picture.draw(cloud.count(),
                                    [&](std::int64_t i) { return shapeOf(cloud, i); });
            }
        },
        field);
}

} // namespace cleave
