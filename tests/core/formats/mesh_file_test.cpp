// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/mesh_file.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <Eigen/Geometry>
#include <QTest>

#include <cmath>
#include <map>

using namespace cleave;
using cleave::tests::TemporaryFolder;

namespace {

/// A tetrahedron with a colour per corner.
TriangleMesh corner(float shift) {
    TriangleMesh mesh;
    mesh.positions = {{shift, 0, 0}, {shift + 1, 0, 0}, {shift, 2, 0}, {shift, 0, 3}};
    for (const Eigen::Vector3f& position : mesh.positions)
        mesh.normals.push_back((position - Eigen::Vector3f(shift + 0.2f, 0.3f, 0.4f)).normalized());
    mesh.colors = {{255, 0, 0}, {0, 128, 0}, {10, 20, 30}, {200, 100, 50}};
    mesh.triangles = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};
    return mesh;
}

/// mug (no mesh of its own) > body, handle; plate.
MeshScene table() {
    return {{{"mug", -1, {}},
             {"body", 0, corner(0)},
             {"handle é", 0, corner(5)},
             {"plate", -1, corner(10)}}};
}

/// Colour of the vertex at a position, {-1, ...} when there is none.
std::array<int, 3> colorAt(const MeshScene& scene, const Eigen::Vector3f& position) {
    for (const MeshNode& node : scene.nodes)
        for (std::size_t v = 0; v < node.mesh.colors.size(); ++v)
            if ((node.mesh.positions[v] - position).norm() < 1e-5f)
                return {node.mesh.colors[v][0], node.mesh.colors[v][1], node.mesh.colors[v][2]};
    return {-1, -1, -1};
}

} // namespace

class MeshFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void glbKeepsTreeNamesAndColours();
    void equalNamesInDifferentPlacesAreKept();
    void objKeepsNamesAsGroups();
    void plyKeepsColours();
    void everyFormatKeepsTheShape();
    void otherExtensionsAreRefused();
    void emptyScenesAreRefused();
    void whatIsNoMeshIsRefused();
    void readOnlyFoldersAreTold();
};

void MeshFileTest::glbKeepsTreeNamesAndColours() {
    TemporaryFolder folder;
    writeMesh(folder / "a.glb", table());
    const MeshScene read = readMesh(folder / "a.glb");
    std::map<std::string, std::string> parents;
    for (const MeshNode& node : read.nodes)
        parents[node.name] =
            node.parent >= 0 ? read.nodes[static_cast<std::size_t>(node.parent)].name : "";
    QCOMPARE(parents,
             (std::map<std::string, std::string>{
                 {"mug", ""}, {"body", "mug"}, {"handle é", "mug"}, {"plate", ""}}));
    // y and z change sign on the way to glTF's axes.
    QCOMPARE(colorAt(read, {0, -2, 0}), (std::array<int, 3>{10, 20, 30}));
    QCOMPARE(colorAt(read, {10, 0, -3}), (std::array<int, 3>{200, 100, 50}));
}

void MeshFileTest::equalNamesInDifferentPlacesAreKept() {
    TemporaryFolder folder;
    writeMesh(folder / "a.glb",
              {{{"left", -1, {}},
                {"right", -1, corner(1)},
                {"part", 0, corner(3)},
                {"part", 1, corner(5)},
                {"part", 2, corner(7)}}});
    std::multimap<std::string, std::string> parents;
    const MeshScene read = readMesh(folder / "a.glb");
    for (const MeshNode& node : read.nodes)
        parents.emplace(node.parent >= 0 ? read.nodes[static_cast<std::size_t>(node.parent)].name
                                         : "",
                        node.name);
    QCOMPARE(
        parents,
        (std::multimap<std::string, std::string>{
            {"", "left"}, {"", "right"}, {"left", "part"}, {"part", "part"}, {"right", "part"}}));
}

void MeshFileTest::objKeepsNamesAsGroups() {
    TemporaryFolder folder;
    writeMesh(folder / "a.obj", table());
    std::vector<std::string> names;
    for (const MeshNode& node : readMesh(folder / "a.obj").nodes)
        names.push_back(node.name);
    for (const char* name : {"body", "handle é", "plate"})
        QVERIFY2(std::find(names.begin(), names.end(), name) != names.end(), name);
}

void MeshFileTest::plyKeepsColours() {
    TemporaryFolder folder;
    writeMesh(folder / "a.ply", table());
    const MeshScene read = readMesh(folder / "a.ply");
    QCOMPARE(colorAt(read, {0, 2, 0}), (std::array<int, 3>{10, 20, 30}));
    QCOMPARE(colorAt(read, {11, 0, 0}), (std::array<int, 3>{0, 128, 0}));
}

void MeshFileTest::everyFormatKeepsTheShape() {
    TemporaryFolder folder;
    for (const char* name : {"a.glb", "a.obj", "a.ply", "a.stl"}) {
        writeMesh(folder / name, table());
        const MeshScene read = readMesh(folder / name);
        QCOMPARE(read.faceCount(), std::int64_t{12});
        double volume = 0;
        for (const MeshNode& node : read.nodes)
            for (const auto& [a, b, c] : node.mesh.triangles)
                volume += node.mesh.positions[a].cast<double>().dot(
                              node.mesh.positions[b].cast<double>().cross(
                                  node.mesh.positions[c].cast<double>())) /
                          6;
        QVERIFY2(std::abs(volume - 3) < 1e-4, name);
    }
}

void MeshFileTest::otherExtensionsAreRefused() {
    CLEAVE_EXPECT_ERROR(writeMesh("a.blend", table()), "a.blend", ".ply, .obj, .glb or .stl");
}

void MeshFileTest::emptyScenesAreRefused() {
    TemporaryFolder folder;
    CLEAVE_EXPECT_ERROR(
        writeMesh(folder / "a.glb", {{{"nothing", -1, {}}}}), "a.glb", "no surface");
}

void MeshFileTest::whatIsNoMeshIsRefused() {
    TemporaryFolder folder;
    writeTextFile(folder / "a.glb", "glTF? no");
    CLEAVE_EXPECT_ERROR(readMesh(folder / "a.glb"), "a.glb");
    CLEAVE_EXPECT_ERROR(readMesh(folder / "b.glb"), "b.glb", "does not exist");
}

void MeshFileTest::readOnlyFoldersAreTold() {
    CLEAVE_EXPECT_ERROR(writeMesh("/proc/cleave.glb", table()), "cleave.glb", "cannot be written");
}

QTEST_GUILESS_MAIN(MeshFileTest)
#include "mesh_file_test.moc"
