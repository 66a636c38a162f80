// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/take_view.h"
#include "core/sample/scene_builder.h"
#include "tests/support/expect_error.h"

#include <QTest>

using namespace cleave;

namespace {

/// Three blobs of two parts each, with the masks of things and parts in twelve photos.
struct Stage {
    BuiltScene scene = SceneBuilder().blobs(3).cameras(12, 2).imageSize(96, 72).build();
    Project project;
    Progress progress;

    Stage() {
        project.dataset = std::make_shared<const Dataset>(scene.dataset);
        project.field = std::make_shared<const GaussianField>(scene.field.clone());
        auto masks = std::make_shared<MaskSet>();
        for (std::size_t v = 0; v < scene.dataset.views.size(); ++v) {
            if (scene.dataset.views[v].isTest)
                continue;
            auto view = std::make_shared<ViewMasks>();
            for (const IdImage* ids : {&scene.objectIds[v], &scene.partIds[v]})
                for (auto& [id, region] : encodeIds(*ids))
                    view->masks.push_back({std::move(region), 0.95f, 1});
            view->hierarchy = buildMaskHierarchy(view->masks, 96, 72);
            masks->views[scene.dataset.views[v].id] = view;
        }
        project.masks = masks;
    }

    const View& view(std::size_t index, bool isTest = false) const {
        for (const View& view : scene.dataset.views)
            if (view.isTest == isTest && index-- == 0)
                return view;
        qFatal("the scene has fewer views");
    }

    TakeViewResult take(const View& view, SegmentId parent = {}) {
        return runTakeView(project, view.id, parent, progress);
    }

    double iou(const Selection& selection, int object) const {
        double both = 0, either = 0;
        for (std::size_t i = 0; i < scene.primitiveObjects.size(); ++i) {
            const bool inside = selection.contains(static_cast<std::int64_t>(i));
            both += inside && scene.primitiveObjects[i] == object;
            either += inside || scene.primitiveObjects[i] == object;
        }
        return both / either;
    }
};

} // namespace

class TakeViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyThingOfAPhotoBecomesASegment();
    void overlapsAreResolved();
    void segmentsThatWereThereStay();
    void whatIsMissingIsNamed();
};

void TakeViewTest::everyThingOfAPhotoBecomesASegment() {
    Stage stage;
    const TakeViewResult result = stage.take(stage.view(0));
    QVERIFY(result.masks >= 3);
    for (const SceneObject& object : stage.scene.objects) {
        if (object.isStuff)
            continue;
        double best = 0;
        for (const SegmentId id : result.segments)
            best = std::max(best, stage.iou(*result.tree.at(id).primitives, object.id));
        QVERIFY2(best > 0.8, (object.name + " " + std::to_string(best)).c_str());
    }
    for (const SegmentId id : result.segments)
        QCOMPARE(result.tree.at(id).method, std::string("sa3d"));
}

void TakeViewTest::overlapsAreResolved() {
    Stage stage;
    const TakeViewResult result = stage.take(stage.view(0));
    const SegmentTree& tree = result.tree;
    for (const Segment& a : tree.segments()) {
        for (const Segment& b : tree.segments()) {
            if (a.id == b.id)
                continue;
            for (const std::int64_t i : a.primitives->indices())
                if (b.parent == a.parent)
                    QVERIFY(!b.primitives->contains(i));
        }
        if (a.parent.value != 0)
            for (const std::int64_t i : a.primitives->indices())
                QVERIFY(tree.at(a.parent).primitives->contains(i));
    }
}

void TakeViewTest::segmentsThatWereThereStay() {
    Stage stage;
    Segment shelf;
    shelf.name = "shelf";
    shelf.primitives = std::make_shared<const Selection>(primitiveCount(stage.project.field),
                                                         revisionOf(stage.project.field));
    const SegmentId id = stage.project.segments.add(shelf);
    const TakeViewResult result = stage.take(stage.view(1), id);
    QVERIFY(!result.tree.children(id).empty());
    QCOMPARE(result.tree.children({}).size(), std::size_t{1});
}

void TakeViewTest::whatIsMissingIsNamed() {
    Stage stage;
    const View& test = stage.view(0, true);
    CLEAVE_EXPECT_ERROR(stage.take(test), test.name, "no masks");
    const auto masks = stage.project.masks;
    auto lonely = std::make_shared<MaskSet>();
    lonely->views[stage.view(0).id] = masks->views.at(stage.view(0).id);
    stage.project.masks = lonely;
    CLEAVE_EXPECT_ERROR(stage.take(stage.view(0)), "do not agree");
    stage.project.masks = nullptr;
    CLEAVE_EXPECT_ERROR(stage.take(stage.view(0)), "cleave masks");
    stage.project.field = {};
    CLEAVE_EXPECT_ERROR(stage.take(stage.view(0)), "train one");
}

QTEST_GUILESS_MAIN(TakeViewTest)
#include "take_view_test.moc"
