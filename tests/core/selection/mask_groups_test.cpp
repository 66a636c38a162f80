// SPDX-License-Identifier: Apache-2.0
#include "core/sample/scene_builder.h"
#include "core/selection/group_answer.h"
#include "core/selection/mask_groups.h"
#include "core/selection/plateau_threshold.h"
#include "tests/support/expect_error.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace cleave;

namespace {

/// Three blobs whose photos' masks miss, merge and fragment them.
struct Scene {
    BuiltScene built =
        SceneBuilder().blobs(3).gaussiansPerBlob(80).cameras(8).imageSize(96, 72).build();
    RadianceField field = std::make_shared<const GaussianField>(built.field.clone());
    std::shared_ptr<const MaskSet> masks = simulatedMasks(built, 3);
    MaskVotes votes;

    explicit Scene(std::int64_t memory = 100) {
        Progress progress;
        votes = gatherMaskVotes(built.dataset, field, *masks, memory, progress);
    }

    std::vector<MaskGroup> groups() const {
        Progress progress;
        return findMaskGroups(votes, {}, progress);
    }

    double overlap(const MaskGroup& group, int object) const {
        double both = 0, either = 0;
        for (std::int64_t i = 0; i < votes.primitiveCount; ++i) {
            const bool isIn = std::binary_search(
                group.primitives.begin(), group.primitives.end(), static_cast<std::int32_t>(i));
            const bool isObject = built.primitiveObjects[static_cast<std::size_t>(i)] == object;
            both += isIn && isObject;
            either += isIn || isObject;
        }
        return both / either;
    }
};

MaskGroup group(std::int32_t begin, std::int32_t end, float agreement) {
    MaskGroup made;
    made.primitives.resize(static_cast<std::size_t>(end - begin));
    std::iota(made.primitives.begin(), made.primitives.end(), begin);
    made.shares.assign(made.primitives.size(), 0.9f);
    made.support = made.agreement = agreement;
    made.agreeing = 8;
    made.seeing = 10;
    return made;
}

/// A cup of a hundred primitives with a handle (0 to 20) and a rim (80 to 100), and a plate beside.
GroupIndex cupAndPlate() {
    return GroupIndex({group(100, 300, 8), group(0, 100, 8), group(0, 20, 5), group(80, 100, 5)},
                      300);
}

GroupAnswer ask(const GroupIndex& index,
                std::vector<std::int64_t> positive,
                float granularity,
                std::vector<std::int64_t> negative = {}) {
    std::vector<GroupSeeds> in, out;
    for (const std::int64_t primitive : positive)
        in.push_back({{primitive}, {1.0f}});
    for (const std::int64_t primitive : negative)
        out.push_back({{primitive}, {1.0f}});
    kernels::Array<float, 1> similarity(300);
    similarity.fill(0.7f);
    auto answer = answerFromGroups(index, in, out, granularity, similarity);
    if (!answer)
        qFatal("no answer");
    return std::move(*answer);
}

/// "0-20" for primitives 0 to 19.
std::string taken(const GroupAnswer& answer, float threshold) {
    std::string text;
    for (std::int64_t i = 0, begin = -1; i <= answer.values.count(); ++i) {
        const bool isIn = i < answer.values.count() && answer.values(i) > threshold;
        if (isIn && begin < 0)
            begin = i;
        if (!isIn && begin >= 0) {
            text += (text.empty() ? "" : " ") + std::to_string(begin) + "-" + std::to_string(i);
            begin = -1;
        }
    }
    return text;
}

std::string taken(const GroupAnswer& answer) {
    return taken(answer, answer.threshold);
}

} // namespace

class MaskGroupsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void votesCountEveryPixelOnce();
    void littleMemoryKeepsTheStrongest();
    void masksOfAllPhotosMakeTheObjects();
    void photosWithoutMasksAreNamed();
    void unseenPrimitivesFollowTheirNeighbors();
    void storedGroupsAreTheSameAgain();
    void granularityWalksFromTheWholeToThePart();
    void partsLeaveTheRestOver();
    void theSliderWalksThroughTheLevels();
    void clicksOnOneThingAskForItTogether();
    void clicksOnTwoThingsTakeBoth();
    void moreClicksInAPartMeanThePart();
    void oneOfThreeClicksMayLieBeside();
    void aNegativeClickTakesItsPartOff();
    void thingsRunTogetherAreNoAnswerBesideTheBetterKnown();
    void outsideOfGroupsIsNoAnswer();
    void thePlateauLiesBetweenTwoHeaps();
};

void MaskGroupsTest::votesCountEveryPixelOnce() {
    const Scene scene;
    QVERIFY(scene.votes.viewCount() > 0);
    double entries = 0, areas = 0;
    for (const MaskVotes::Entry& entry : scene.votes.entries)
        entries += entry.weight;
    for (const float area : scene.votes.areas)
        areas += area;
    QVERIFY(std::abs(entries - areas) < 1e-3 * areas);
    QVERIFY(areas <= 96.0 * 72.0 * static_cast<double>(scene.votes.viewCount()));
    QCOMPARE(scene.votes.members.size(), scene.votes.entries.size());
    for (std::int32_t patch = 0; patch < scene.votes.patchCount(); ++patch)
        for (const std::int32_t primitive : scene.votes.membersOf(patch)) {
            const auto entriesOf = scene.votes.entriesOf(primitive);
            QVERIFY(std::any_of(entriesOf.begin(), entriesOf.end(), [&](const auto& entry) {
                return entry.patch == patch;
            }));
        }
}

void MaskGroupsTest::littleMemoryKeepsTheStrongest() {
    const Scene all, few(0);
    QVERIFY(!all.votes.entries.empty());
    QCOMPARE(few.votes.entries.size(), std::size_t{0});
}

void MaskGroupsTest::masksOfAllPhotosMakeTheObjects() {
    const Scene scene;
    const std::vector<MaskGroup> groups = scene.groups();
    for (const SceneObject& object : scene.built.objects) {
        double best = 0;
        for (const MaskGroup& found : groups)
            best = std::max(best, scene.overlap(found, object.id));
        QVERIFY2(best > 0.85, qPrintable(QString("%1: %2").arg(object.id).arg(best)));
    }
    for (std::size_t g = 0; g < groups.size(); ++g) {
        QVERIFY(g == 0 || groups[g].primitives.size() <= groups[g - 1].primitives.size());
        QVERIFY(std::is_sorted(groups[g].primitives.begin(), groups[g].primitives.end()));
        QCOMPARE(groups[g].shares.size(), groups[g].primitives.size());
        for (const float share : groups[g].shares)
            QVERIFY(share > 0.5f && share <= 1.0f);
        QVERIFY(groups[g].agreeing >= 2 && groups[g].agreeing <= groups[g].seeing);
        QVERIFY(groups[g].support <= groups[g].agreement + 1e-4f);
    }
}

void MaskGroupsTest::photosWithoutMasksAreNamed() {
    const Scene scene;
    Progress progress;
    CLEAVE_EXPECT_ERROR(gatherMaskVotes(scene.built.dataset, scene.field, MaskSet{}, 100, progress),
                        "masks");
}

void MaskGroupsTest::unseenPrimitivesFollowTheirNeighbors() {
    // A chain 0 - 1 - 2 - 3 where only 0 is seen, and 4 apart.
    MaskVotes votes;
    votes.primitiveCount = 5;
    votes.entryStarts = {0, 1, 1, 1, 1, 1};
    votes.entries = {{0, 1.0f}};
    PrimitiveGraph graph;
    graph.neighbors = kernels::Array<std::int32_t, 2>(5, 2);
    graph.neighbors.fill(-1);
    for (std::int32_t i = 0; i < 4; ++i) {
        if (i > 0)
            graph.neighbors(i, 0) = i - 1;
        if (i < 3)
            graph.neighbors(i, 1) = i + 1;
    }
    std::vector<MaskGroup> groups = {group(0, 1, 3)};
    adoptUnseen(votes, graph, groups);
    QCOMPARE(groups[0].primitives, (std::vector<std::int32_t>{0, 1, 2, 3}));
    QCOMPARE(groups[0].shares.size(), std::size_t{4});
}

void MaskGroupsTest::storedGroupsAreTheSameAgain() {
    std::vector<MaskGroup> groups = {group(5, 70, 6.5f), group(7, 9, 1.25f)};
    groups[1].primitives[1] = 123456789; // more than a float holds exactly
    std::map<std::string, kernels::Array<float, 2>> arrays;
    storeGroups(groups, arrays);
    QVERIFY(loadGroups(arrays) == groups);
    arrays.erase("group-members");
    QVERIFY(loadGroups(arrays).empty());
}

void MaskGroupsTest::granularityWalksFromTheWholeToThePart() {
    const GroupIndex index = cupAndPlate();
    QCOMPARE(taken(ask(index, {5}, 0)), std::string("0-100"));
    QCOMPARE(taken(ask(index, {5}, 1)), std::string("0-20"));
    QCOMPARE(taken(ask(index, {200}, 0)), std::string("100-300"));
    QCOMPARE(taken(ask(index, {200}, 1)), std::string("100-300"));
}

void MaskGroupsTest::partsLeaveTheRestOver() {
    QCOMPARE(taken(ask(cupAndPlate(), {50}, 1)), std::string("20-80"));
    QCOMPARE(taken(ask(cupAndPlate(), {50}, 0)), std::string("0-100"));
}

void MaskGroupsTest::theSliderWalksThroughTheLevels() {
    const GroupAnswer answer = ask(cupAndPlate(), {5}, 0);
    QCOMPARE(taken(answer, answer.threshold + 0.26f), std::string("0-20"));
    QCOMPARE(taken(answer, 0.1f), std::string("0-300"));
    std::int64_t last = 300;
    for (float threshold = 0; threshold < 1; threshold += 0.01f) {
        const std::int64_t count = std::count_if(answer.values.begin(),
                                                 answer.values.end(),
                                                 [&](float value) { return value > threshold; });
        QVERIFY(count <= last);
        last = count;
    }
    QCOMPARE(last, std::int64_t{0});
}

void MaskGroupsTest::clicksOnOneThingAskForItTogether() {
    QCOMPARE(taken(ask(cupAndPlate(), {5, 90}, 0)), std::string("0-100"));
    QCOMPARE(taken(ask(cupAndPlate(), {5, 10}, 1)), std::string("0-20"));
}

void MaskGroupsTest::clicksOnTwoThingsTakeBoth() {
    QCOMPARE(taken(ask(cupAndPlate(), {5, 200}, 0)), std::string("0-300"));
    QCOMPARE(taken(ask(cupAndPlate(), {5, 200}, 1)), std::string("0-20 100-300"));
}

void MaskGroupsTest::moreClicksInAPartMeanThePart() {
    const GroupIndex index({group(0, 300, 15.6f), group(0, 200, 9.8f)}, 300);
    QCOMPARE(taken(ask(index, {20}, 1)), std::string("0-300"));
    QCOMPARE(taken(ask(index, {20, 90, 150}, 1)), std::string("0-200"));
    QCOMPARE(taken(ask(index, {20, 90, 150}, 0)), std::string("0-300"));
    QCOMPARE(taken(ask(index, {20, 90, 250}, 1)), std::string("0-300"));
}

void MaskGroupsTest::oneOfThreeClicksMayLieBeside() {
    const GroupIndex index({group(0, 110, 6), group(40, 140, 3)}, 300);
    QCOMPARE(taken(ask(index, {50, 60, 130}, 0)), std::string("0-110"));
    // Two do not outvote each other, and without a common group all are taken.
    QCOMPARE(taken(ask(index, {50, 130}, 0)), std::string("40-140"));
    const GroupIndex apart({group(0, 110, 6), group(120, 140, 3)}, 300);
    QCOMPARE(taken(ask(apart, {50, 60, 130}, 0)), std::string("0-110 120-140"));
}

void MaskGroupsTest::aNegativeClickTakesItsPartOff() {
    QCOMPARE(taken(ask(cupAndPlate(), {50}, 0, {5})), std::string("20-100"));
    QCOMPARE(taken(ask(cupAndPlate(), {5}, 0, {50})), std::string("0-20"));
    QCOMPARE(taken(ask(cupAndPlate(), {5}, 0, {200})), std::string("0-100"));
}

void MaskGroupsTest::thingsRunTogetherAreNoAnswerBesideTheBetterKnown() {
    // Two books, and the masks that did not part them.
    const GroupIndex index({group(0, 160, 7), group(0, 90, 12), group(90, 160, 2)}, 300);
    QCOMPARE(taken(ask(index, {120}, 0)), std::string("90-160"));
    QCOMPARE(taken(ask(index, {20}, 0)), std::string("0-90"));
    QCOMPARE(taken(ask(index, {20, 120}, 0)), std::string("0-160"));
    const GroupIndex alone({group(0, 160, 7), group(0, 90, 12)}, 300);
    QCOMPARE(taken(ask(alone, {120}, 0)), std::string("0-160"));
}

void MaskGroupsTest::outsideOfGroupsIsNoAnswer() {
    const GroupIndex index({group(0, 10, 4)}, 300);
    kernels::Array<float, 1> similarity(300);
    const GroupSeeds seeds{{50}, {1.0f}};
    QVERIFY(!answerFromGroups(index, {&seeds, 1}, {}, 0, similarity));
    QVERIFY(!answerFromGroups(index, {}, {}, 0, similarity));
}

void MaskGroupsTest::thePlateauLiesBetweenTwoHeaps() {
    kernels::Array<float, 1> values(1000);
    for (std::int64_t i = 0; i < 1000; ++i)
        values(i) = i < 300 ? 0.95f + 0.0001f * static_cast<float>(i % 100)
                            : 0.3f + 0.0001f * static_cast<float>(i % 100);
    for (const float granularity : {0.0f, 0.5f}) {
        const float threshold = plateauThreshold(values, granularity);
        QVERIFY(threshold > 0.32f && threshold < 0.95f);
    }
    QVERIFY(plateauThreshold(values, 0) < plateauThreshold(values, 1));
}

QTEST_GUILESS_MAIN(MaskGroupsTest)
#include "mask_groups_test.moc"
