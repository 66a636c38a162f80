// SPDX-License-Identifier: Apache-2.0
#include "core/sample/room_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cleave::sample {

namespace {

using Eigen::Isometry3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr double pi = std::numbers::pi;

Isometry3d at(double x, double y, double z, double turnDegrees = 0) {
    Isometry3d frame = Isometry3d::Identity();
    frame.translation() = Vector3d(x, y, z);
    frame.linear() =
        Eigen::AngleAxisd(turnDegrees * pi / 180, Vector3d::UnitZ()).toRotationMatrix();
    return frame;
}

Isometry3d turned(const Vector3d& axis, double degrees, const Vector3d& to = Vector3d::Zero()) {
    Isometry3d frame = Isometry3d::Identity();
    frame.linear() = Eigen::AngleAxisd(degrees * pi / 180, axis).toRotationMatrix();
    frame.translation() = to;
    return frame;
}

Material plain(unsigned hex, double grain, double gloss, double emission = 0) {
    return {Pattern::Plain, linearColor(hex), linearColor(hex), 1, grain, gloss, emission};
}

/// Points on an ellipse's quarter or more, for profiles: angles in degrees from the equator.
std::vector<Vector2d>
arc(double radius, double height, double centerZ, double from, double to, int steps) {
    std::vector<Vector2d> points;
    for (int i = 0; i <= steps; ++i) {
        const double angle = (from + (to - from) * i / steps) * pi / 180;
        points.emplace_back(std::max(0.0, radius * std::cos(angle)),
                            centerZ + height * std::sin(angle));
    }
    return points;
}

/// Collects objects and parts in the order in which they are named.
class Builder {
public:
    void object(const std::string& name, const Isometry3d& worldFromObject, bool isStuff = false) {
        model.objects.push_back(
            {name, static_cast<int>(model.objects.size()) + 1, {}, isStuff, {}});
        model.groups.push_back(
            {static_cast<int>(model.objects.size()) - 1, {}, Vector3d::Zero(), 0, 0});
        worldFromObject_ = worldFromObject;
    }

    void part(const std::string& name) {
        ++part_;
        model.objects.back().parts.emplace_back(name, part_);
        model.objectOfPart.push_back(model.objects.back().id);
    }

    /// A part that consists of several separate pieces.
    void groupedPart(const std::string& name) {
        part(name);
        model.objects.back().groupedParts.push_back(name);
    }

    int material(const Material& material) {
        model.materials.push_back(material);
        return static_cast<int>(model.materials.size()) - 1;
    }

    void
    add(Shape shape, int material, const Isometry3d& objectFromShape = Isometry3d::Identity()) {
        shape = placed(placed(std::move(shape), objectFromShape), worldFromObject_);
        shape.part = part_;
        shape.material = material;
        finish(shape);
        model.groups.back().shapes.push_back(std::move(shape));
    }

    RoomModel model{{}, {0}, {}, {}};

private:
    Isometry3d worldFromObject_ = Isometry3d::Identity();
    int part_ = 0;
};

void addMug(Builder& b, const std::string& name, const Isometry3d& where, int glaze, int handle) {
    b.object(name, where);
    b.part("body");
    b.add(lathe({{0.0, 0.0},
                 {0.165, 0.0},
                 {0.185, 0.02},
                 {0.185, 0.38},
                 {0.178, 0.392},
                 {0.168, 0.392},
                 {0.16, 0.38},
                 {0.16, 0.035},
                 {0.0, 0.035}}),
          glaze);
    b.part("handle");
    b.add(tubeArc(0.12, 0.038, pi / 2), handle, at(0.206, 0, 0.2));
}

void addLamp(Builder& b, const Isometry3d& where) {
    const int metal = b.material(plain(0x2f6f73, 0.12, 0.25));
    const int brass = b.material(plain(0xd2a24c, 0.1, 0.3));
    const int cloth = b.material(
        {Pattern::Segments, linearColor(0xf5d9a6), linearColor(0xe9b872), 14, 0.06, 0, 0.35});
    b.object("lamp", where);
    b.part("base");
    b.add(lathe({{0.3, 0.0}, {0.3, 0.035}, {0.28, 0.06}, {0.2, 0.08}, {0.07, 0.1}, {0.0, 0.105}}),
          metal);
    b.part("arm");
    b.add(capsule({0, 0, 0.1}, {0, 0, 0.72}, 0.036), brass);
    b.part("shade");
    b.add(lathe({{0.36, 0.7}, {0.24, 1.06}, {0.215, 1.08}, {0.0, 1.08}}), cloth);
}

void addRobot(Builder& b, const Isometry3d& where) {
    const int steel = b.material(plain(0x8fb3c9, 0.12, 0.25));
    const int red = b.material(plain(0xcf4b3c, 0.12, 0.25));
    const int dark = b.material(plain(0x3b4754, 0.15, 0.15));
    const int eye = b.material(plain(0xffe27a, 0, 0.3, 0.5));
    const int panel = b.material(
        {Pattern::Checks, linearColor(0xf2efe2), linearColor(0x4b9b8e), 0.09, 0.08, 0.1, 0});
    b.object("robot", where);
    b.part("body");
    b.add(roundBox({0.14, 0.2, 0.19}, 0.05), steel, at(0, 0, 0.37));
    b.add(roundBox({0.02, 0.12, 0.09}, 0.015), panel, at(0.138, 0, 0.39));
    b.part("head");
    b.add(roundBox({0.125, 0.15, 0.115}, 0.045), red, at(0, 0, 0.7));
    b.add(ellipsoid({0.03, 0.042, 0.042}), eye, at(0.12, 0.065, 0.72));
    b.add(ellipsoid({0.03, 0.042, 0.042}), eye, at(0.12, -0.065, 0.72));
    b.add(capsule({0, 0, 0.56}, {0, 0, 0.62}, 0.06), red);
    b.add(capsule({0, 0, 0.8}, {0, 0, 0.9}, 0.016), red);
    b.add(ellipsoid({0.042, 0.042, 0.042}), eye, at(0, 0, 0.92));
    for (const double side : {1.0, -1.0}) {
        b.part(side > 0 ? "arm_left" : "arm_right");
        b.add(capsule({0, side * 0.25, 0.49}, {0.03, side * 0.29, 0.3}, 0.05), dark);
        b.add(capsule({0.03, side * 0.29, 0.3}, {0.15, side * 0.27, 0.24}, 0.05), dark);
    }
    b.groupedPart("legs");
    for (const double side : {1.0, -1.0}) {
        b.add(capsule({0, side * 0.1, 0.1}, {0, side * 0.1, 0.2}, 0.055), dark);
        b.add(roundBox({0.12, 0.075, 0.05}, 0.03), red, at(0.03, side * 0.1, 0.05));
    }
}

void addBook(Builder& b,
             const std::string& name,
             const Isometry3d& where,
             const Vector3d& half,
             int cover,
             int pages) {
    constexpr double board = 0.014;
    b.object(name, where);
    b.part("cover");
    for (const double z : {board, 2 * half.z() - board})
        b.add(roundBox({half.x(), half.y(), board}, 0.006), cover, at(0, 0, z));
    b.add(roundBox({board, half.y(), half.z()}, 0.008), cover, at(-half.x() + board, 0, half.z()));
    b.part("pages");
    b.add(roundBox({half.x() - 0.02, half.y() - 0.025, half.z() - 2 * board}, 0.004),
          pages,
          at(0.005, 0, half.z()));
}

void addBooks(Builder& b) {
    const int pages = b.material(
        {Pattern::Pages, linearColor(0xf3ead2), linearColor(0xd8c8a4), 0.028, 0.06, 0, 0});
    const int blue = b.material(plain(0x35558f, 0.22, 0.08));
    const int orange = b.material(
        {Pattern::Wallpaper, linearColor(0xd9772f), linearColor(0xefb45c), 0.16, 0.12, 0.08, 0});
    addBook(b, "book_blue", at(0.72, 0.72, 0, 24), {0.4, 0.3, 0.075}, blue, pages);
    addBook(b, "book_orange", at(0.7, 0.73, 0.15, -8), {0.34, 0.25, 0.06}, orange, pages);
}

void addCactus(Builder& b, const Isometry3d& where) {
    const int clay = b.material(
        {Pattern::Bands, linearColor(0xc8693f), linearColor(0xe8d5b5), 0.15, 0.12, 0.05, 0});
    const int green = b.material(
        {Pattern::Segments, linearColor(0x3f8f46), linearColor(0x77b95c), 12, 0.15, 0.05, 0});
    const int soil = b.material(
        {Pattern::Speckles, linearColor(0x4a3527), linearColor(0x7a5c42), 0.04, 0.3, 0, 0});
    const int pink = b.material(plain(0xe8699a, 0.12, 0.05));
    b.object("cactus", where);
    b.part("pot");
    b.add(lathe({{0.0, 0.0},
                 {0.17, 0.0},
                 {0.235, 0.26},
                 {0.26, 0.265},
                 {0.265, 0.335},
                 {0.225, 0.335},
                 {0.215, 0.28}}),
          clay);
    b.part("soil");
    b.add(lathe({{0.22, 0.285}, {0.1, 0.3}, {0.0, 0.303}}), soil);
    b.part("stem");
    b.add(capsule({0, 0, 0.3}, {0, 0, 0.82}, 0.115), green);
    b.add(capsule({0, 0.08, 0.48}, {0, 0.22, 0.5}, 0.06), green);
    b.add(capsule({0, 0.22, 0.5}, {0, 0.235, 0.68}, 0.062), green);
    b.add(capsule({0, -0.08, 0.6}, {0, -0.2, 0.62}, 0.056), green);
    b.add(capsule({0, -0.2, 0.62}, {0, -0.21, 0.76}, 0.058), green);
    b.part("flower");
    b.add(ellipsoid({0.085, 0.085, 0.055}), pink, at(0, 0, 0.945));
}

void addToadstool(Builder& b, const Isometry3d& where) {
    const int ivory = b.material(plain(0xf0e4c8, 0.16, 0.05));
    const int cap =
        b.material({Pattern::Dots, linearColor(0xc23a34), linearColor(0xf7efe0), 26, 0.08, 0.2, 0});
    b.object("toadstool", where);
    b.part("stem");
    b.add(lathe({{0.0, 0.0}, {0.12, 0.0}, {0.135, 0.03}, {0.115, 0.1}, {0.095, 0.2}, {0.09, 0.36}}),
          ivory);
    b.part("cap");
    std::vector<Vector2d> profile = {{0.0, -0.03}, {0.2, -0.03}};
    for (const Vector2d& p : arc(0.27, 0.2, 0.0, -8, 90, 12))
        profile.push_back(p);
    b.add(lathe(profile), cap, at(0, 0, 0.36));
}

void addCar(Builder& b, const Isometry3d& where) {
    const int paint = b.material(plain(0xe2b13c, 0.1, 0.3));
    const int glass = b.material(plain(0x4d7fa8, 0.1, 0.35));
    const int tyre = b.material(plain(0x34302e, 0.2, 0.05));
    const int hub = b.material(plain(0xd8d4cc, 0.1, 0.1));
    b.object("car", where);
    b.part("body");
    b.add(roundBox({0.36, 0.18, 0.085}, 0.06), paint, at(0, 0, 0.17));
    b.part("cabin");
    b.add(roundBox({0.19, 0.145, 0.1}, 0.06), glass, at(-0.04, 0, 0.31));
    b.groupedPart("wheels");
    for (const double x : {0.21, -0.21})
        for (const double side : {1.0, -1.0}) {
            const Isometry3d wheel = turned(Vector3d::UnitX(), -90 * side, {x, side * 0.15, 0.1});
            b.add(lathe({{0.0, -0.02}, {0.1, -0.02}, {0.1, 0.045}, {0.085, 0.06}, {0.055, 0.06}}),
                  tyre,
                  wheel);
            b.add(lathe({{0.055, 0.06}, {0.0, 0.068}}), hub, wheel);
        }
}

void addBall(Builder& b, const Isometry3d& where) {
    const int stripes = b.material(
        {Pattern::Segments, linearColor(0x3f78c4), linearColor(0xf4f0e6), 4, 0.06, 0.2, 0});
    b.object("ball", where);
    b.part("ball");
    b.add(ellipsoid({0.25, 0.25, 0.25}), stripes, turned(Vector3d(1, 0.4, 0).normalized(), 50));
}

void addSurroundings(Builder& b) {
    const int oak = b.material(
        {Pattern::Wood, linearColor(0xb9814f), linearColor(0x94623a), 0.22, 0.08, 0.04, 0});
    const int leg = b.material(plain(0x6b4a33, 0.15, 0.03));
    const int floor = b.material(
        {Pattern::Planks, linearColor(0x9c8468), linearColor(0x6d5a46), 0.5, 0.05, 0, 0});
    const int paper = b.material(
        {Pattern::Wallpaper, linearColor(0x9fb3a8), linearColor(0xb4c4b4), 0.6, 0.05, 0, 0});
    const int plaster = b.material(
        {Pattern::Wallpaper, linearColor(0xcdb491), linearColor(0xd8c4a4), 0.9, 0.06, 0, 0});
    b.object("table", Isometry3d::Identity(), true);
    b.part("top");
    b.add(lathe({{0.0, -0.09},
                 {1.51, -0.09},
                 {1.54, -0.08},
                 {1.55, -0.045},
                 {1.54, -0.01},
                 {1.51, 0.0},
                 {0.0, 0.0}}),
          oak);
    b.part("leg");
    b.add(
        lathe(
            {{0.17, -0.09}, {0.12, -0.3}, {0.1, -0.7}, {0.16, -0.95}, {0.5, -1.06}, {0.52, -1.1}}),
        leg);
    b.object("floor", at(0, 0, floorHeight, 30), true);
    b.part("floor");
    b.add(groundPlane(), floor);
    b.object("walls", Isometry3d::Identity(), true);
    b.part("walls");
    for (int side = 0; side < 4; ++side) {
        Isometry3d wall = Isometry3d::Identity();
        wall.linear().col(2) =
            -Vector3d(std::round(std::cos(side * pi / 2)), std::round(std::sin(side * pi / 2)), 0);
        wall.linear().col(1) = Vector3d::UnitZ();
        wall.linear().col(0) = wall.linear().col(1).cross(wall.linear().col(2));
        wall.translation() = -roomHalfWidth * wall.linear().col(2);
        b.add(groundPlane(), side % 2 == 0 ? paper : plaster, wall);
    }
}

void boundGroups(RoomModel& model) {
    for (ShapeGroup& group : model.groups) {
        Eigen::AlignedBox3d box;
        for (const Shape& shape : group.shapes) {
            box.extend(shape.boundCenter - Vector3d::Constant(shape.boundRadius));
            box.extend(shape.boundCenter + Vector3d::Constant(shape.boundRadius));
        }
        group.boundCenter =
            group.shapes[0].kind == ShapeKind::Plane ? Vector3d::Zero() : Vector3d(box.center());
        group.top = group.shapes[0].top;
        for (const Shape& shape : group.shapes)
            group.top = std::max(group.top, shape.top);
        for (const Shape& shape : group.shapes)
            group.boundRadius =
                std::max(group.boundRadius,
                         (shape.boundCenter - group.boundCenter).norm() + shape.boundRadius);
    }
}

} // namespace

RoomModel makeRoomModel() {
    Builder b;
    const int glaze = b.material(
        {Pattern::Bands, linearColor(0xf1ece0), linearColor(0x3d7f9c), 0.2, 0.06, 0.25, 0});
    const int handle = b.material(plain(0x3d7f9c, 0.08, 0.25));
    addLamp(b, at(-0.62, 0.82, 0));
    addMug(b, "mug_a", at(0.5, -0.92, 0, -60), glaze, handle);
    addMug(b, "mug_b", at(1.02, -0.42, 0, 15), glaze, handle);
    addRobot(b, at(-0.3, -0.35, 0, -65));
    addBooks(b);
    addCactus(b, at(-1.1, 0.02, 0, 40));
    addToadstool(b, at(0.08, 1.15, 0));
    addCar(b, at(0.3, 0.12, 0, -35));
    addBall(b, at(-0.72, -0.98, 0.25));
    addSurroundings(b);
    boundGroups(b.model);
    return std::move(b.model);
}

} // namespace cleave::sample
