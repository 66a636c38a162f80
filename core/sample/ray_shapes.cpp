// SPDX-License-Identifier: Apache-2.0
#include "core/sample/ray_shapes.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace cleave::sample {

namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr double nearest = 1e-6; // hits closer to the origin are the surface that the ray starts on

struct LocalHit {
    double distance;
    Vector3d normal;
};

using MaybeHit = std::optional<LocalHit>;

/// std::hypot guards against overflow at four times the cost.
double length2(double x, double y) {
    return std::sqrt(x * x + y * y);
}

double boxDistance(const Shape& shape, const Vector3d& p) {
    const Vector3d q = p.cwiseAbs() - (shape.size - Vector3d::Constant(shape.radius));
    return q.cwiseMax(0).norm() + std::min(q.maxCoeff(), 0.0) - shape.radius;
}

double capsuleDistance(const Shape& shape, const Vector3d& p) {
    const double z = std::clamp(p.z(), 0.0, shape.length);
    return std::sqrt(p.x() * p.x() + p.y() * p.y() + (p.z() - z) * (p.z() - z)) - shape.radius;
}

double tubeDistance(const Shape& shape, const Vector3d& p) {
    const double cosine = std::cos(shape.halfArc), sine = std::sin(shape.halfArc);
    const double z = std::abs(p.z());
    // Beyond the arc the nearest point of the centre line is its end.
    if (sine * p.x() < cosine * z)
        return (Vector3d(p.x(), p.y(), z) - shape.arcRadius * Vector3d(cosine, 0, sine)).norm() -
               shape.radius;
    return length2(length2(p.x(), z) - shape.arcRadius, p.y()) - shape.radius;
}

double distanceTo(const Shape& shape, const Vector3d& p) {
    switch (shape.kind) {
    case ShapeKind::RoundBox:
        return boxDistance(shape, p);
    case ShapeKind::Capsule:
        return capsuleDistance(shape, p);
    default:
        return tubeDistance(shape, p);
    }
}

Vector3d distanceGradient(const Shape& shape, const Vector3d& p) {
    constexpr double step = 1e-5;
    Vector3d gradient;
    for (int c = 0; c < 3; ++c) {
        const Vector3d offset = step * Vector3d::Unit(c);
        gradient[c] = distanceTo(shape, p + offset) - distanceTo(shape, p - offset);
    }
    return gradient.normalized();
}

/// Local bounds of the marched kinds.
Eigen::AlignedBox3d marchBounds(const Shape& shape) {
    const Vector3d r = Vector3d::Constant(shape.radius);
    switch (shape.kind) {
    case ShapeKind::RoundBox:
        return {-shape.size, shape.size};
    case ShapeKind::Capsule:
        return {-r, Vector3d(0, 0, shape.length) + r};
    default: {
        const double high =
            shape.arcRadius * (shape.halfArc > 1.5707 ? 1.0 : std::sin(shape.halfArc));
        return {Vector3d(shape.arcRadius * std::cos(shape.halfArc), 0, -high) - r,
                Vector3d(shape.arcRadius, 0, high) + r};
    }
    }
}

MaybeHit
march(const Shape& shape, const Vector3d& origin, const Vector3d& direction, double limit) {
    const Eigen::AlignedBox3d box = marchBounds(shape);
    double begin = nearest, end = limit;
    for (int c = 0; c < 3; ++c) {
        const double inverse = 1 / direction[c];
        const double a = (box.min()[c] - origin[c]) * inverse,
                     b = (box.max()[c] - origin[c]) * inverse;
        begin = std::max(begin, std::min(a, b));
        end = std::min(end, std::max(a, b));
    }
    if (!(begin < end))
        return std::nullopt;
    constexpr double tolerance = 1e-5;
    double t = begin;
    // A ray that starts on the surface must first leave it.
    for (int step = 0; step < 200 && t < end; ++step) {
        const Vector3d p = origin + t * direction;
        const double distance = distanceTo(shape, p);
        if (distance < tolerance) {
            if (t < 1e-3 && distanceGradient(shape, p).dot(direction) > 0) {
                t += 1e-4;
                continue;
            }
            return LocalHit{t, distanceGradient(shape, p)};
        }
        t += distance;
    }
    return std::nullopt;
}

MaybeHit meetEllipsoid(const Shape& shape, const Vector3d& origin, const Vector3d& direction) {
    const Vector3d o = origin.cwiseQuotient(shape.size), d = direction.cwiseQuotient(shape.size);
    const double a = d.squaredNorm(), b = o.dot(d), c = o.squaredNorm() - 1;
    const double root2 = b * b - a * c;
    if (!(root2 > 0))
        return std::nullopt;
    const double root = std::sqrt(root2);
    const double t = (-b - root) / a > nearest ? (-b - root) / a : (-b + root) / a;
    if (!(t > nearest))
        return std::nullopt;
    return LocalHit{t, (o + t * d).cwiseQuotient(shape.size).normalized()};
}

/// Normal of segment s at share u, turned from the profile's plane to azimuth (x, y) / radius.
Vector3d latheNormal(const Shape& shape, std::size_t s, double u, double x, double y) {
    const Vector2d n = (1 - u) * shape.profileNormals[2 * s] + u * shape.profileNormals[2 * s + 1];
    const double radius = std::max(length2(x, y), 1e-12);
    return Vector3d(n.x() * x / radius, n.x() * y / radius, n.y()).normalized();
}

MaybeHit
meetLathe(const Shape& shape, const Vector3d& origin, const Vector3d& direction, double limit) {
    double best = limit, bestShare = 0;
    std::size_t bestSegment = shape.profile.size();
    const auto consider = [&](double t, double share, std::size_t s) {
        if (!(t > nearest && t < best && share >= 0 && share <= 1))
            return;
        best = t;
        bestShare = share;
        bestSegment = s;
    };
    for (std::size_t s = 0; s + 1 < shape.profile.size(); ++s) {
        const Vector2d from = shape.profile[s], step = shape.profile[s + 1] - from;
        if (std::abs(step.y()) < 1e-9) {
            const double t = (from.y() - origin.z()) / direction.z();
            const double radius =
                length2(origin.x() + t * direction.x(), origin.y() + t * direction.y());
            consider(t, (radius - from.x()) / step.x(), s);
            continue;
        }
        // x^2 + y^2 = (r0 + k (z - z0))^2 along the ray.
        const double k = step.x() / step.y();
        const double radius = from.x() + k * (origin.z() - from.y()), slope = k * direction.z();
        const double a = direction.head<2>().squaredNorm() - slope * slope;
        const double b = origin.head<2>().dot(direction.head<2>()) - slope * radius;
        const double c = origin.head<2>().squaredNorm() - radius * radius;
        const double root2 = b * b - a * c;
        if (!(root2 >= 0) || a == 0)
            continue;
        for (const double root : {-std::sqrt(root2), std::sqrt(root2)}) {
            const double t = (-b + root) / a;
            if (radius + slope * t >= 0)
                consider(t, (origin.z() + t * direction.z() - from.y()) / step.y(), s);
        }
    }
    if (bestSegment == shape.profile.size())
        return std::nullopt;
    const Vector3d p = origin + best * direction;
    return LocalHit{best, latheNormal(shape, bestSegment, bestShare, p.x(), p.y())};
}

MaybeHit meet(const Shape& shape, const Vector3d& origin, const Vector3d& direction, double limit) {
    switch (shape.kind) {
    case ShapeKind::Ellipsoid:
        return meetEllipsoid(shape, origin, direction);
    case ShapeKind::Lathe:
        return meetLathe(shape, origin, direction, limit);
    case ShapeKind::Plane: {
        const double t = -origin.z() / direction.z();
        if (!(t > nearest))
            return std::nullopt;
        return LocalHit{t, Vector3d::UnitZ()};
    }
    default:
        return march(shape, origin, direction, limit);
    }
}

MaybeHit meetInWorld(const Shape& shape, const Ray& ray, double limit, Vector3d& pointInLocal) {
    if (shape.kind != ShapeKind::Plane &&
        !meetsSphere(ray, shape.boundCenter, shape.boundRadius, limit))
        return std::nullopt;
    const Eigen::Matrix3d localFromWorld = shape.worldFromLocal.linear().transpose();
    const Vector3d origin = localFromWorld * (ray.origin - shape.worldFromLocal.translation());
    const Vector3d direction = localFromWorld * ray.direction;
    MaybeHit found = meet(shape, origin, direction, limit);
    if (found && !(found->distance < limit))
        return std::nullopt;
    if (found)
        pointInLocal = origin + found->distance * direction;
    return found;
}

} // namespace

Shape ellipsoid(const Vector3d& radii) {
    Shape shape;
    shape.size = radii;
    return shape;
}

Shape roundBox(const Vector3d& halfSize, double rounding) {
    Shape shape;
    shape.kind = ShapeKind::RoundBox;
    shape.size = halfSize;
    shape.radius = rounding;
    return shape;
}

Shape capsule(const Vector3d& from, const Vector3d& to, double radius) {
    Shape shape;
    shape.kind = ShapeKind::Capsule;
    shape.length = (to - from).norm();
    shape.radius = radius;
    shape.worldFromLocal.linear() =
        Eigen::Quaterniond::FromTwoVectors(Vector3d::UnitZ(), to - from).toRotationMatrix();
    shape.worldFromLocal.translation() = from;
    return shape;
}

Shape tubeArc(double arcRadius, double tubeRadius, double halfArc) {
    Shape shape;
    shape.kind = ShapeKind::TubeArc;
    shape.arcRadius = arcRadius;
    shape.radius = tubeRadius;
    shape.halfArc = halfArc;
    return shape;
}

Shape lathe(std::vector<Vector2d> profile) {
    Shape shape;
    shape.kind = ShapeKind::Lathe;
    shape.profile = std::move(profile);
    const std::size_t segments = shape.profile.size() - 1;
    const auto flat = [&](std::size_t s) {
        const Vector2d step = (shape.profile[s + 1] - shape.profile[s]).normalized();
        return Vector2d(step.y(), -step.x());
    };
    for (std::size_t s = 0; s < segments; ++s) {
        const Vector2d own = flat(s);
        const auto shared = [&](std::size_t other) {
            const Vector2d neighbor = flat(other);
            return own.dot(neighbor) > std::cos(0.7) ? Vector2d((own + neighbor).normalized())
                                                     : own;
        };
        shape.profileNormals.push_back(s > 0 ? shared(s - 1) : own);
        shape.profileNormals.push_back(s + 1 < segments ? shared(s + 1) : own);
    }
    return shape;
}

Shape groundPlane() {
    Shape shape;
    shape.kind = ShapeKind::Plane;
    return shape;
}

Shape placed(Shape shape, const Eigen::Isometry3d& frameFromShape) {
    shape.worldFromLocal = frameFromShape * shape.worldFromLocal;
    return shape;
}

void finish(Shape& shape) {
    Eigen::AlignedBox3d box;
    switch (shape.kind) {
    case ShapeKind::Plane:
        return;
    case ShapeKind::Ellipsoid:
        box = {-shape.size, shape.size};
        break;
    case ShapeKind::Lathe:
        for (const Vector2d& p : shape.profile) {
            box.extend(Vector3d(p.x(), p.x(), p.y()));
            box.extend(Vector3d(-p.x(), -p.x(), p.y()));
        }
        break;
    default:
        box = marchBounds(shape);
    }
    shape.boundCenter = shape.worldFromLocal * box.center();
    shape.boundRadius =
        shape.kind == ShapeKind::Ellipsoid ? shape.size.maxCoeff() : 0.5 * box.diagonal().norm();
    if (shape.kind == ShapeKind::Lathe) {
        shape.boundRadius = 0;
        for (const Vector2d& p : shape.profile)
            shape.boundRadius =
                std::max(shape.boundRadius, std::hypot(p.x(), p.y() - box.center().z()));
    }
    shape.boundRadius += 1e-9;
    double reach = 0; // of the box's corners above its centre
    for (int c = 0; c < 3; ++c)
        reach += 0.5 * box.sizes()[c] * std::abs(shape.worldFromLocal.linear()(2, c));
    shape.top = shape.boundCenter.z() + reach;
}

bool intersect(const Shape& shape, const Ray& ray, Hit& hit) {
    Vector3d pointInLocal;
    const MaybeHit found = meetInWorld(shape, ray, hit.distance, pointInLocal);
    if (!found)
        return false;
    hit.distance = found->distance;
    hit.shape = &shape;
    hit.pointInLocal = pointInLocal;
    hit.normal = shape.worldFromLocal.linear() * found->normal;
    if (hit.normal.dot(ray.direction) > 0)
        hit.normal = -hit.normal;
    return true;
}

bool blocks(const Shape& shape, const Ray& ray, double distance) {
    Vector3d pointInLocal;
    return meetInWorld(shape, ray, distance, pointInLocal).has_value();
}

} // namespace cleave::sample
