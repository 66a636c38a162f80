// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/build_tree.h"
#include "tests/support/expect_error.h"

#include <QTest>

using namespace cleave;

namespace {

/// Two stacks of gaussians with features of their own.
Project liftedProject() {
    constexpr std::int64_t each = 30;
    auto field = std::make_shared<GaussianField>(2 * each, 0);
    auto features = std::make_shared<FeatureField>();
    features->features = kernels::Array<float, 2>(2 * each, 4);
    for (std::int64_t i = 0; i < 2 * each; ++i) {
        for (int axis = 0; axis < 3; ++axis)
            field->plane(kernels::plane::logScale + axis)[i] = -3;
        field->plane(kernels::plane::mean)[i] = static_cast<float>(i % each) * 0.05f;
        field->plane(kernels::plane::mean + 1)[i] = i < each ? 0.0f : 0.05f;
        field->plane(kernels::plane::rotation)[i] = 1;
        field->plane(kernels::plane::opacityLogit)[i] = 3;
        features->features(i, i < each ? 0 : 1) = 1;
    }
    auto lifted = std::make_shared<LiftedState>();
    lifted->method = "omniseg3d";
    lifted->fieldRevision = features->fieldRevision = field->revision;
    lifted->features = features;
    Project project;
    project.field = std::shared_ptr<const GaussianField>(field);
    project.lifted["omniseg3d"] = lifted;
    project.currentMethod = "omniseg3d";
    return project;
}

} // namespace

class BuildTreeJobTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsDescribeTheBuiltTree();
    void buildingAgainReplacesTheEarlierTree();
    void missingStepsAreNamed();
};

void BuildTreeJobTest::countsDescribeTheBuiltTree() {
    Progress progress;
    const BuildTreeResult result = runBuildTree({}, liftedProject(), progress);
    QCOMPARE(result.roots, std::int64_t{2});
    QCOMPARE(result.segments, std::int64_t(result.tree.segments().size()));
    QCOMPARE(result.depth, result.tree.depth());
    QVERIFY(result.seconds >= 0);
    for (const Segment& segment : result.tree.segments())
        QCOMPARE(segment.method, std::string("omniseg3d"));
}

void BuildTreeJobTest::buildingAgainReplacesTheEarlierTree() {
    Progress progress;
    Project project = liftedProject();
    project.segments = runBuildTree({}, project, progress).tree;
    const BuildTreeResult again = runBuildTree({}, project, progress);
    QCOMPARE(again.tree.segments().size(), project.segments.segments().size());
    QVERIFY(again.tree.nextId() > project.segments.nextId());
}

void BuildTreeJobTest::missingStepsAreNamed() {
    Progress progress;
    Project project = liftedProject();
    BuildTreeParams masks;
    masks.clustering = TreeClustering::Masks;
    CLEAVE_EXPECT_ERROR(runBuildTree(masks, project, progress), "omniseg3d", "masks agree on");
    auto withoutFeatures = std::make_shared<LiftedState>();
    project.lifted["sa3d"] = withoutFeatures;
    project.currentMethod = "sa3d";
    CLEAVE_EXPECT_ERROR(runBuildTree({}, project, progress), "sa3d", "no features");
    project.currentMethod = "";
    CLEAVE_EXPECT_ERROR(runBuildTree({}, project, progress), "lift");
    CLEAVE_EXPECT_ERROR(runBuildTree({}, Project{}, progress), "train");
}

QTEST_GUILESS_MAIN(BuildTreeJobTest)
#include "build_tree_test.moc"
