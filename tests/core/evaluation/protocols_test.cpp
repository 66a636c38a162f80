// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/evaluation/protocols.h"
#include "core/evaluation/report.h"
#include "core/formats/image_file.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace cleave;
using namespace cleave::tests;

namespace {

/// A row of boxes 10 pixels wide: ids 1..4 of parts; object 1 = parts 1 and 2, object 2 = parts 3
/// and 4. Every view sees the same.
IdImage partMap() {
    IdImage ids(60, 20, 1);
    for (int y = 4; y < 16; ++y)
        for (int x = 10; x < 50; ++x)
            *ids.at(x, y) = x / 10;
    return ids;
}

IdImage objectMap() {
    IdImage ids = partMap();
    for (std::int32_t& id : ids.pixels)
        id = (id + 1) / 2;
    return ids;
}

Dataset dataset() {
    Dataset result;
    for (const char* name :
         {"test_0.jpg", "test_1.jpg", "train_0.jpg", "train_1.jpg", "train_2.jpg", "train_3.jpg"}) {
        View view;
        view.id = {static_cast<std::int32_t>(result.views.size())};
        view.name = name;
        view.isTest = view.name.starts_with("test");
        view.camera.intrinsics = pinhole(60, 20, 1);
        const double angle = 0.3 * view.id.value;
        view.camera.pose = lookAt({std::cos(angle), std::sin(angle), 0}, {0, 0, 0}, {0, 0, 1});
        result.views.push_back(view);
    }
    return result;
}

const char* hierarchy =
    R"({"left": {"id": 1, "kind": "thing", "parts": {"a": 1, "b": 2}}, "right": {"id": 2, "kind": "thing", "parts": {"c": 3, "d": 4}},
                            "floor": {"id": 9, "kind": "stuff", "parts": {}}})";

void writeTruth(const std::filesystem::path& folder) {
    makeFolder(folder / "object_ids");
    makeFolder(folder / "part_ids");
    for (const View& view : dataset().views) {
        const std::string name = view.name.substr(0, view.name.size() - 4) + ".png";
        writeIdImage(folder / "object_ids" / name, objectMap());
        writeIdImage(folder / "part_ids" / name, partMap());
    }
    writeTextFile(folder / "hierarchy.json", hierarchy);
}

GroundTruth read(const std::filesystem::path& folder) {
    Progress progress;
    return readGroundTruth(folder, {}, dataset(), progress);
}

/// Primitives are the four boxes themselves.
Selection boxes(std::initializer_list<int> parts) {
    Selection selection(4, 1);
    for (const int part : parts)
        selection.set(part - 1, true);
    return selection;
}

std::vector<Image> drawBoxes(std::span<const Selection> selections, const View&) {
    const IdImage ids = partMap();
    std::vector<Image> masks;
    for (const Selection& selection : selections) {
        Image mask(ids.width, ids.height, 1);
        for (std::size_t i = 0; i < ids.pixels.size(); ++i)
            mask.pixels[i] = ids.pixels[i] > 0 && selection.contains(ids.pixels[i] - 1);
        masks.push_back(mask);
    }
    return masks;
}

TimedSelection answer(const EvalTarget& target, std::span<const EvalClick>) {
    if (target.kind == TargetKind::Part)
        return {boxes({target.id}), 2};
    return {target.id == 1 ? boxes({1, 2}) : boxes({3, 4}), 4};
}

} // namespace

class ProtocolsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void truthItselfScoresOne();
    void halfAnObjectScoresHalf();
    void aFailedSelectionCountsAsEmpty();
    void anErrorThatHitsEveryTargetIsThrown();
    void clicksAreDerivedAtTheDeepestPixel();
    void threeClicksComeFromDifferentDirections();
    void segmentsArePairedOneToOne();
    void reportsHoldTheNamedMeans();
    void badGroundTruthNamesFileAndPlace();
    void otherLayoutsAreRecognised();
    void deskPromptsAreRead();
};

void ProtocolsTest::truthItselfScoresOne() {
    const TemporaryFolder folder;
    writeTruth(folder.path());
    const GroundTruth truth = read(folder.path());
    QCOMPARE(truth.targets.size(), std::size_t{6});
    Progress progress;
    const auto scores = scorePrompts(truth, dataset(), false, {answer, drawBoxes}, progress);
    for (const TargetScore& score : scores) {
        QCOMPARE(score.iou, 1.0);
        QCOMPARE(score.pooledIou, 1.0);
        QCOMPARE(score.accuracy, 1.0);
        QCOMPARE(score.boundaryIou, 1.0);
        QCOMPARE(score.views.size(), std::size_t{2});
    }
}

void ProtocolsTest::halfAnObjectScoresHalf() {
    const TemporaryFolder folder;
    writeTruth(folder.path());
    Progress progress;
    const auto select = [](const EvalTarget& target, std::span<const EvalClick> clicks) {
        return target.kind == TargetKind::Object
                   ? TimedSelection{boxes({target.id == 1 ? 1 : 4}), 1}
                   : answer(target, clicks);
    };
    const auto scores =
        scorePrompts(read(folder.path()), dataset(), false, {select, drawBoxes}, progress);
    EvaluationReport report{"m", 1, scores, {}};
    QCOMPARE(report.meanIou(TargetKind::Object).value(), 0.5);
    QCOMPARE(report.meanIou(TargetKind::Part).value(), 1.0);
}

void ProtocolsTest::aFailedSelectionCountsAsEmpty() {
    const TemporaryFolder folder;
    writeTruth(folder.path());
    Progress progress;
    const auto select = [](const EvalTarget& target, std::span<const EvalClick> clicks) {
        if (target.name == "left/a")
            throw badInput(CLEAVE_TR("Test", "nothing there"));
        return answer(target, clicks);
    };
    const auto scores =
        scorePrompts(read(folder.path()), dataset(), false, {select, drawBoxes}, progress);
    const auto failed = std::find_if(scores.begin(), scores.end(), [](const TargetScore& score) {
        return score.name == "left/a";
    });
    QCOMPARE(failed->iou, 0.0);
    QCOMPARE(failed->failure, std::string("nothing there"));
}

void ProtocolsTest::anErrorThatHitsEveryTargetIsThrown() {
    const TemporaryFolder folder;
    writeTruth(folder.path());
    Progress progress;
    const auto select = [](const EvalTarget&, std::span<const EvalClick>) -> TimedSelection {
        throw badInput(CLEAVE_TR("Test", "not lifted"));
    };
    CLEAVE_EXPECT_ERROR(
        scorePrompts(read(folder.path()), dataset(), false, {select, drawBoxes}, progress),
        "not lifted");
}

void ProtocolsTest::clicksAreDerivedAtTheDeepestPixel() {
    const TemporaryFolder folder;
    writeTruth(folder.path());
    const GroundTruth truth = read(folder.path());
    for (const EvalTarget& target : truth.targets) {
        QCOMPARE(target.oneClick.size(), std::size_t{1});
        const EvalClick click = target.oneClick[0];
        QVERIFY(click.view.starts_with("train"));
        QCOMPARE(target.evalViews, (std::vector<std::string>{"test_0.jpg", "test_1.jpg"}));
        const IdImage map = target.kind == TargetKind::Object ? objectMap() : partMap();
        for (const int step : {-4, 4}) {
            QCOMPARE(*map.at(click.x, click.y + step), target.id);
            QCOMPARE(*map.at(click.x + step, click.y), target.id);
        }
    }
}

void ProtocolsTest::threeClicksComeFromDifferentDirections() {
    const TemporaryFolder folder;
    writeTruth(folder.path());
    const GroundTruth truth = read(folder.path());
    const auto& clicks = truth.targets.front().threeClicks;
    QCOMPARE(clicks.size(), std::size_t{3});
    QCOMPARE(clicks[0], truth.targets.front().oneClick[0]);
    QCOMPARE(clicks[0].view, std::string("train_0.jpg"));
    QCOMPARE(clicks[1].view, std::string("train_3.jpg")); // farthest round
}

void ProtocolsTest::segmentsArePairedOneToOne() {
    const TemporaryFolder folder;
    writeTruth(folder.path());
    const GroundTruth truth = read(folder.path());
    Progress progress;
    const auto match = [&](const std::vector<Selection>& segments) {
        return scoreMatching(truth, dataset(), segments, {answer, drawBoxes}, progress);
    };
    const MatchScore perfect = match({boxes({1, 2}),
                                      boxes({1}),
                                      boxes({2}),
                                      boxes({3, 4}),
                                      boxes({3}),
                                      boxes({4}),
                                      boxes({1, 2, 3, 4})});
    QCOMPARE(perfect.iou, 1.0);
    QCOMPARE(perfect.matchedCount, 6);
    // One segment serves one target only: two halves for objects, nothing for parts.
    const MatchScore two = match({boxes({1, 2}), boxes({3, 4})});
    QCOMPARE(two.iou, 2.0 / 6);
    QCOMPARE(two.objectIou, 1.0);
    QCOMPARE(two.partIou, (0.5 + 0.5) / 4);
    QCOMPARE(match({}).iou, 0.0);
}

void ProtocolsTest::reportsHoldTheNamedMeans() {
    const TemporaryFolder folder;
    writeTruth(folder.path());
    const GroundTruth truth = read(folder.path());
    Progress progress;
    EvaluationReport report{
        "omniseg3d", 1, scorePrompts(truth, dataset(), false, {answer, drawBoxes}, progress), {}};
    auto json = nlohmann::json::parse(reportJson(report));
    QCOMPARE(json["mean_iou_objects"].get<double>(), 1.0);
    QCOMPARE(json["median_milliseconds"].get<double>(), 2.0);
    QVERIFY(json["matched_iou"].is_null());
    QCOMPARE(json["targets"].size(), std::size_t{6});
    QCOMPARE(json["targets"][0]["views"].size(), std::size_t{2});
    report.matching =
        scoreMatching(truth, dataset(), std::vector{boxes({1})}, {answer, drawBoxes}, progress);
    json = nlohmann::json::parse(reportJson(report));
    QCOMPARE(json["matched_iou"].get<double>(), 1.0 / 6);
    const std::string csv = reportCsv(report);
    QVERIFY(csv.starts_with("kind,name,id,iou"));
    QVERIFY(csv.find("part,left/a,1,1,") != std::string::npos);
    const std::string header = csv.substr(0, csv.find('\n'));
    std::size_t begin = 0;
    for (std::size_t end = csv.find('\n'); end != std::string::npos;
         begin = end + 1, end = csv.find('\n', begin)) {
        const std::string line = csv.substr(begin, end - begin);
        QCOMPARE(std::count(line.begin(), line.end(), ','),
                 std::count(header.begin(), header.end(), ','));
    }
}

void ProtocolsTest::badGroundTruthNamesFileAndPlace() {
    const TemporaryFolder folder;
    CLEAVE_EXPECT_ERROR(read(folder / "none"), "none");
    CLEAVE_EXPECT_ERROR(read(folder.path()), "object_ids");
    writeTruth(folder.path());
    writeTextFile(folder / "hierarchy.json", R"({"left": {"parts": {}}})");
    CLEAVE_EXPECT_ERROR(read(folder.path()), "hierarchy.json", "left.id");
    writeTextFile(folder / "hierarchy.json", hierarchy);
    writeTextFile(
        folder / "prompts.json",
        R"({"targets": [{"kind": "object", "name": "left", "id": 1, "one_click": [{"view": "train_9", "x": 1, "y": 2}], "eval_views": []}]})");
    CLEAVE_EXPECT_ERROR(read(folder.path()), "prompts.json", "left", "train_9");
    writeTextFile(folder / "prompts.json", R"({"targets": [{"kind": "thing"}]})");
    CLEAVE_EXPECT_ERROR(read(folder.path()), "prompts.json", "targets[0]", "thing");
    writeTextFile(folder / "prompts.json", "{");
    CLEAVE_EXPECT_ERROR(read(folder.path()), "prompts.json", "JSON");
}

void ProtocolsTest::otherLayoutsAreRecognised() {
    const TemporaryFolder folder;
    makeFolder(folder / "trucks/instance");
    makeFolder(folder / "trucks/part");
    makeFolder(folder / "single/masks");
    for (const View& view : dataset().views) {
        const std::string name = view.name.substr(0, view.name.size() - 4) + ".png";
        writeIdImage(folder / "trucks/instance" / name, objectMap());
        writeIdImage(folder / "trucks/part" / name, partMap());
        Image mask(60, 20, 1);
        for (int x = 20; x < 40; ++x)
            for (int y = 2; y < 18; ++y)
                *mask.at(x, y) = 255;
        writeImage(folder / "single/masks" / name, mask);
    }
    writeTextFile(
        folder / "trucks/objects.json",
        R"({"objects": [{"id": 1, "name": "left", "parts": [{"id": 1, "name": "a"}, {"id": 7, "name": "never seen"}]}]})");
    const GroundTruth trucks = read(folder / "trucks");
    QCOMPARE(trucks.targets.size(), std::size_t{2});
    QCOMPARE(trucks.targets[1].name, std::string("left/a"));
    const GroundTruth single = read(folder / "single");
    QCOMPARE(single.targets.size(), std::size_t{1});
    QCOMPARE(single.targets[0].id, 1);
    QCOMPARE(single.targets[0].evalViews.size(), std::size_t{2});
}

void ProtocolsTest::deskPromptsAreRead() {
    CLEAVE_REQUIRE_DATA(desk, "scenes/desk");
    Dataset views;
    for (const auto& entry : std::filesystem::directory_iterator(desk / "images")) {
        View view;
        view.id = {static_cast<std::int32_t>(views.views.size())};
        view.name = entry.path().filename().string();
        view.camera.intrinsics = pinhole(400, 300, 1);
        view.isTest = view.name.starts_with("test");
        views.views.push_back(view);
    }
    Progress progress;
    const GroundTruth truth = readGroundTruth(desk, {}, views, progress);
    const auto objects =
        std::count_if(truth.targets.begin(), truth.targets.end(), [](const EvalTarget& target) {
            return target.kind == TargetKind::Object;
        });
    QCOMPARE(static_cast<int>(objects), 13);
    QCOMPARE(truth.targets.size(), std::size_t{60});

    // Our own rules find the same targets and most of the clicks; among equally deep pixels the
    // choice is free.
    GroundTruth derived = truth;
    derivePrompts(derived, views, progress);
    QCOMPARE(derived.targets.size(), truth.targets.size());
    int same = 0;
    for (std::size_t i = 0; i < truth.targets.size(); ++i) {
        const EvalClick &ours = derived.targets[i].oneClick[0],
                        &theirs = truth.targets[i].oneClick[0];
        same += ours.view == theirs.view + ".jpg" && ours.x == theirs.x && ours.y == theirs.y;
        QCOMPARE(derived.targets[i].evalViews.size(), truth.targets[i].evalViews.size());
    }
    QVERIFY2(same >= 30, std::to_string(same).c_str());
}

QTEST_GUILESS_MAIN(ProtocolsTest)
#include "protocols_test.moc"
