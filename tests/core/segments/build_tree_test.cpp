// SPDX-License-Identifier: Apache-2.0
#include "core/sample/scene_builder.h"
#include "core/segments/build_tree.h"
#include "tests/support/expect_error.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <set>

using namespace cleave;

namespace {

constexpr std::int64_t dimensions = 16;

/// Primitives with known objects and parts, and the features that a perfect lift would give them
/// but for noise.
struct Labelled {
    PrimitiveCloud cloud;
    FeatureField features;
    std::vector<int> objects, parts;
};

std::vector<float> randomDirection(std::mt19937& random) {
    std::normal_distribution<float> normal;
    std::vector<float> direction(dimensions);
    float squared = 0;
    for (float& x : direction)
        x = normal(random), squared += x * x;
    for (float& x : direction)
        x /= std::sqrt(squared);
    return direction;
}

/// Feature of a part: its object's direction, bent towards one of its own, plus noise.
void giveFeatures(Labelled& scene,
                  float noise,
                  unsigned seed,
                  const std::map<int, int>& alikeObjects = {}) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, noise / std::sqrt(static_cast<float>(dimensions)));
    std::map<int, std::vector<float>> ofObject, ofPart;
    const auto prototype = [&](std::map<int, std::vector<float>>& prototypes, int key) {
        auto [entry, isNew] = prototypes.try_emplace(key);
        if (isNew)
            entry->second = randomDirection(random);
        return entry->second;
    };
    scene.features.features = kernels::Array<float, 2>(scene.cloud.count(), dimensions);
    for (std::size_t i = 0; i < scene.objects.size(); ++i) {
        const auto twin = alikeObjects.find(scene.objects[i]);
        const bool isTwin = twin != alikeObjects.end();
        const std::vector<float> object =
            prototype(ofObject, isTwin ? twin->second : scene.objects[i]);
        const std::vector<float> part = prototype(
            ofPart,
            isTwin ? scene.parts[i] - 2 * (scene.objects[i] - twin->second) : scene.parts[i]);
        for (std::int64_t d = 0; d < dimensions; ++d)
            scene.features.features(i, d) = object[static_cast<std::size_t>(d)] +
                                            0.6f * part[static_cast<std::size_t>(d)] +
                                            normal(random);
    }
}

Labelled line(int count) {
    Labelled scene;
    scene.cloud.positions = kernels::Array<float, 2>(count, 3);
    scene.cloud.extents = kernels::Array<float, 1>(count);
    scene.cloud.opacities = kernels::Array<float, 1>(count);
    scene.cloud.revision = scene.features.fieldRevision = 7;
    scene.features.features = kernels::Array<float, 2>(count, dimensions);
    for (int i = 0; i < count; ++i) {
        scene.cloud.positions(i, 0) = static_cast<float>(i);
        scene.cloud.extents(i) = 0.5f;
        scene.cloud.opacities(i) = 0.9f;
        scene.features.features(i, 0) = 1;
    }
    return scene;
}

Labelled blobs(int count, int each, float noise, const std::map<int, int>& alikeObjects = {}) {
    const BuiltScene built =
        SceneBuilder().blobs(count).gaussiansPerBlob(each).cameras(1).imageSize(8, 8).build();
    Labelled scene = line(static_cast<int>(built.field.count));
    for (std::int64_t i = 0; i < built.field.count; ++i) {
        for (int c = 0; c < 3; ++c)
            scene.cloud.positions(i, c) = built.field.mean(i)[c];
        scene.cloud.extents(i) = 0.02f;
    }
    scene.objects = built.primitiveObjects;
    scene.parts = built.primitiveParts;
    giveFeatures(scene, noise, 5, alikeObjects);
    return scene;
}

TreeClustering clustering = TreeClustering::Auto; ///< of the current row

SegmentTree build(const Labelled& scene, BuildTreeParams params = {}) {
    Progress progress;
    params.clustering = clustering;
    return buildTree(scene.features, scene.cloud, params, 1, progress);
}

std::vector<int> labelsAtDepth(const SegmentTree& tree, std::int64_t count, int depth) {
    std::vector<int> labels(static_cast<std::size_t>(count), 0);
    for (const Segment& segment : tree.segments()) {
        int level = 1;
        for (SegmentId up = segment.parent; up.value != 0; up = tree.at(up).parent)
            ++level;
        if (level > depth)
            continue;
        for (std::int64_t i : segment.primitives->indices())
            labels[static_cast<std::size_t>(i)] = static_cast<int>(segment.id.value);
    }
    return labels;
}

/// Adjusted Rand index of two labellings: 1 for equal partitions, about 0 for unrelated ones.
double randIndex(const std::vector<int>& a, const std::vector<int>& b) {
    std::map<std::pair<int, int>, double> both;
    std::map<int, double> ofA, ofB;
    for (std::size_t i = 0; i < a.size(); ++i)
        ++both[{a[i], b[i]}], ++ofA[a[i]], ++ofB[b[i]];
    const auto pairs = [](double n) { return n * (n - 1) / 2; };
    double together = 0, inA = 0, inB = 0;
    for (auto [key, n] : both)
        together += pairs(n);
    for (auto [key, n] : ofA)
        inA += pairs(n);
    for (auto [key, n] : ofB)
        inB += pairs(n);
    const double expected = inA * inB / pairs(static_cast<double>(a.size()));
    return (together - expected) / ((inA + inB) / 2 - expected);
}

} // namespace

class BuildTreeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase_data() {
        QTest::addColumn<int>("clustering");
        QTest::newRow("density") << int(TreeClustering::Density);
        QTest::newRow("merging") << int(TreeClustering::Merging);
    }

    void init() {
        QFETCH_GLOBAL(int, clustering);
        ::clustering = static_cast<TreeClustering>(clustering);
    }

    void blobsAndTheirPartsAreFoundThroughNoise();
    void alikeObjectsThatLieApartAreTwo();
    void childrenLieInsideTheirParentsAndApartFromEachOther();
    void theOrderOfPrimitivesPlaysNoRole();
    void oneLevelGivesObjectsAlone();
    void equalFeaturesAreOneObject();
    void tinyScenesHaveTinyTrees();
    void transparentPrimitivesFollowTheirNearest();
    void unknownFeaturesAreNoNodes();
    void featuresOfAnotherFieldAreRefused();
    void buildingStopsWhenAsked();
    void segmentsAreNamedByNumber();
};

void BuildTreeTest::blobsAndTheirPartsAreFoundThroughNoise() {
    const Labelled scene = blobs(5, 400, 0.5f);
    const SegmentTree tree = build(scene);
    QCOMPARE(tree.children({}).size(), std::size_t{5});
    const double objects = randIndex(labelsAtDepth(tree, scene.cloud.count(), 1), scene.objects);
    const double parts = randIndex(labelsAtDepth(tree, scene.cloud.count(), 2), scene.parts);
    QVERIFY2(objects > 0.99, std::to_string(objects).c_str());
    // Single noisy primitives tell less of what is dense than means of regions.
    QVERIFY2(parts > (clustering == TreeClustering::Density ? 0.88 : 0.95),
             std::to_string(parts).c_str());
}

void BuildTreeTest::alikeObjectsThatLieApartAreTwo() {
    const Labelled scene = blobs(4, 300, 0.3f, {{2, 1}, {3, 1}});
    const SegmentTree tree = build(scene);
    QVERIFY(randIndex(labelsAtDepth(tree, scene.cloud.count(), 1), scene.objects) > 0.99);
}

void BuildTreeTest::childrenLieInsideTheirParentsAndApartFromEachOther() {
    const Labelled scene = blobs(3, 300, 0.9f);
    BuildTreeParams params;
    params.levels = 5;
    params.minimumContrast = 0;
    const SegmentTree tree = build(scene, params);
    QVERIFY(tree.depth() >= 2);
    std::map<std::int64_t, std::set<std::int64_t>> seen;
    for (const Segment& segment : tree.segments()) {
        QVERIFY(!segment.primitives->isEmpty());
        QCOMPARE(segment.primitives->fieldRevision(), scene.cloud.revision);
        QVERIFY(segment.stability >= 0 && segment.stability <= 1);
        for (std::int64_t i : segment.primitives->indices()) {
            QVERIFY(seen[segment.parent.value].insert(i).second);
            if (segment.parent.value != 0)
                QVERIFY(tree.at(segment.parent).primitives->contains(i));
        }
    }
}

void BuildTreeTest::theOrderOfPrimitivesPlaysNoRole() {
    const Labelled scene = blobs(3, 200, 0.7f);
    const std::int64_t count = scene.cloud.count();
    std::vector<std::int64_t> from(static_cast<std::size_t>(count));
    std::iota(from.begin(), from.end(), 0);
    std::shuffle(from.begin(), from.end(), std::mt19937(3));
    Labelled shuffled = line(static_cast<int>(count));
    shuffled.cloud.revision = shuffled.features.fieldRevision = scene.cloud.revision;
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t j = from[static_cast<std::size_t>(i)];
        for (int c = 0; c < 3; ++c)
            shuffled.cloud.positions(i, c) = scene.cloud.positions(j, c);
        for (std::int64_t d = 0; d < dimensions; ++d)
            shuffled.features.features(i, d) = scene.features.features(j, d);
        shuffled.cloud.extents(i) = scene.cloud.extents(j);
        shuffled.cloud.opacities(i) = scene.cloud.opacities(j);
    }
    const SegmentTree a = build(scene), b = build(shuffled);
    QCOMPARE(a.segments().size(), b.segments().size());
    for (std::size_t s = 0; s < a.segments().size(); ++s) {
        QCOMPARE(a.segments()[s].name, b.segments()[s].name);
        for (std::int64_t i = 0; i < count; ++i)
            QCOMPARE(b.segments()[s].primitives->contains(i),
                     a.segments()[s].primitives->contains(from[static_cast<std::size_t>(i)]));
    }
}

void BuildTreeTest::oneLevelGivesObjectsAlone() {
    BuildTreeParams params;
    params.levels = 1;
    QCOMPARE(build(blobs(3, 200, 0.3f), params).depth(), 1);
}

void BuildTreeTest::equalFeaturesAreOneObject() {
    const SegmentTree tree = build(line(100));
    QCOMPARE(tree.segments().size(), std::size_t{1});
    QCOMPARE(tree.segments()[0].primitives->count(), std::int64_t{100});
}

void BuildTreeTest::tinyScenesHaveTinyTrees() {
    for (int count : {0, 1, 2, 3})
        QVERIFY(build(line(count)).segments().size() <= 1);
    QCOMPARE(build(line(5)).segments().size(), std::size_t{1});
}

void BuildTreeTest::transparentPrimitivesFollowTheirNearest() {
    Labelled scene = line(40);
    for (int i = 0; i < 20; ++i)
        scene.features.features(i, 0) = 0, scene.features.features(i, 1) = 1;
    scene.cloud.opacities(5) = 0.01f;
    scene.cloud.opacities(30) = 0.01f;
    scene.features.features(30, 0) = 0, scene.features.features(30, 1) = 1;
    const SegmentTree tree = build(scene);
    QCOMPARE(tree.segments().size(), std::size_t{2});
    for (const Segment& segment : tree.segments()) {
        QCOMPARE(segment.primitives->contains(5), segment.primitives->contains(6));
        QCOMPARE(segment.primitives->contains(30), segment.primitives->contains(31));
    }
}

void BuildTreeTest::unknownFeaturesAreNoNodes() {
    Labelled scene = line(40);
    for (std::int64_t d = 0; d < dimensions; ++d)
        scene.features.features(7, d) = 0;
    scene.features.features(8, 3) = std::numeric_limits<float>::quiet_NaN();
    scene.cloud.positions(39, 1) = std::numeric_limits<float>::quiet_NaN();
    const SegmentTree tree = build(scene);
    QCOMPARE(tree.segments().size(), std::size_t{1});
    QCOMPARE(tree.segments()[0].primitives->count(), std::int64_t{39});
}

void BuildTreeTest::featuresOfAnotherFieldAreRefused() {
    Labelled scene = line(20);
    scene.features.fieldRevision = 8;
    CLEAVE_EXPECT_ERROR(build(scene), "another field", "lift");
}

void BuildTreeTest::buildingStopsWhenAsked() {
    const Labelled scene = line(20);
    Progress progress;
    progress.cancel();
    QVERIFY_EXCEPTION_THROWN(buildTree(scene.features, scene.cloud, {}, 1, progress), Cancelled);
}

void BuildTreeTest::segmentsAreNamedByNumber() {
    const SegmentTree tree = build(blobs(2, 200, 0.3f));
    QCOMPARE(tree.segments()[0].name, std::string("Object 1"));
    QCOMPARE(tree.path(tree.segments()[1].id), std::string("Object 1/Part 1.1"));
}

QTEST_GUILESS_MAIN(BuildTreeTest)
#include "build_tree_test.moc"
