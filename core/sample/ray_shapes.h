// SPDX-License-Identifier: Apache-2.0
// Solids and surfaces that a ray can be shot at: what the demo's scene is made of. Revolved
// profiles and ellipsoids are met in closed form; rounded boxes, capsules and arcs of tubes by
// marching along their distance function inside their bounds.
#pragma once

#include <Eigen/Geometry>

#include <limits>
#include <vector>

namespace cleave::sample {

struct Ray {
    Eigen::Vector3d origin;
    Eigen::Vector3d direction; ///< unit length
};

enum class ShapeKind { Ellipsoid, RoundBox, Capsule, TubeArc, Lathe, Plane };

struct Shape {
    ShapeKind kind = ShapeKind::Ellipsoid;
    Eigen::Isometry3d worldFromLocal = Eigen::Isometry3d::Identity();
    Eigen::Vector3d size =
        Eigen::Vector3d::Zero(); ///< ellipsoid: radii; box: half sizes, rounding included
    double radius = 0;    ///< rounding of a box; of a capsule, around the local z axis; of a tube
    double length = 0;    ///< capsule: from z = 0 to z = length
    double arcRadius = 0; ///< tube: a circle in the local xz plane around the origin
    double halfArc = 0;   ///< tube: radians to both sides of +x
    std::vector<Eigen::Vector2d> profile; ///< lathe: (radius, z) revolved around the local z axis;
                                          ///< open surfaces are two-sided
    std::vector<Eigen::Vector2d> profileNormals; ///< lathe: two per segment, at its ends
    int part = 0;                                ///< id
    int material = 0;                            ///< index

    Eigen::Vector3d boundCenter = Eigen::Vector3d::Zero(); ///< world
    double boundRadius = std::numeric_limits<double>::infinity();
    double top = std::numeric_limits<double>::infinity(); ///< largest z in the world
};

Shape ellipsoid(const Eigen::Vector3d& radii);
Shape roundBox(const Eigen::Vector3d& halfSize, double rounding);
/// From `from` to `to` in the object's frame.
Shape capsule(const Eigen::Vector3d& from, const Eigen::Vector3d& to, double radius);
Shape tubeArc(double arcRadius, double tubeRadius, double halfArc);
/// Corners sharper than 40 degrees stay sharp.
Shape lathe(std::vector<Eigen::Vector2d> profile);
/// The local xy plane, facing +z.
Shape groundPlane();

/// Moves a shape: frame = object's frame, or the world.
Shape placed(Shape shape, const Eigen::Isometry3d& frameFromShape);
/// Must be called once the shape stands where it stays: computes its bounds.
void finish(Shape& shape);

struct Hit {
    double distance = std::numeric_limits<double>::infinity(); ///< along the ray
    const Shape* shape = nullptr;
    Eigen::Vector3d pointInLocal = Eigen::Vector3d::Zero();
    Eigen::Vector3d normal = Eigen::Vector3d::Zero(); ///< world, towards the ray's origin
};

/// Nearer than hit.distance? Then replaces it.
bool intersect(const Shape& shape, const Ray& ray, Hit& hit);
/// Is there anything of the shape nearer than `distance`?
bool blocks(const Shape& shape, const Ray& ray, double distance);

/// Does the ray pass the sphere nearer than `distance`?
inline bool
meetsSphere(const Ray& ray, const Eigen::Vector3d& center, double radius, double distance) {
    const Eigen::Vector3d offset = center - ray.origin;
    const double along = offset.dot(ray.direction);
    const double gap2 = offset.squaredNorm() - radius * radius;
    if (gap2 <= 0)
        return true;
    if (along < 0)
        return false;
    const double half2 = along * along - gap2;
    return half2 >= 0 && along - std::sqrt(half2) < distance;
}

} // namespace cleave::sample
