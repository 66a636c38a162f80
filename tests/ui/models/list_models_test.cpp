// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "ui/models/job_model.h"
#include "ui/models/prompt_list_model.h"
#include "ui/models/view_list_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace cleave;
using namespace cleave::ui;

namespace {

Project projectWithViews() {
    auto dataset = std::make_shared<Dataset>();
    for (int i = 0; i < 3; ++i) {
        View view;
        view.id = {i};
        view.name = "photo_" + std::to_string(i) + ".jpg";
        view.camera.intrinsics.width = 40;
        view.camera.intrinsics.height = 30;
        view.isTest = i == 2;
        dataset->views.push_back(view);
    }
    Project project;
    project.dataset = dataset;
    return project;
}

} // namespace

class ListModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void viewsAskForTheirThumbnailOnce();
    void viewsSayWhatTheyAreUsedFor();
    void promptsAreToldInWords();
    void jobsAreListedNewestFirst();
    void failedJobsSayWhy();
    void timeLeftIsRounded();
};

void ListModelsTest::viewsAskForTheirThumbnailOnce() {
    ProjectDocument document;
    ViewListModel model(document);
    document.reset(projectWithViews(), {}, true);
    QSignalSpy wanted(&model, &ViewListModel::thumbnailWanted);
    for (int round = 0; round < 3; ++round)
        QVERIFY(!model.index(1).data(Qt::DecorationRole).isValid());
    QCOMPARE(wanted.count(), 1);
    model.setThumbnail({1}, QImage(8, 6, QImage::Format_RGB32));
    QCOMPARE(model.index(1).data(Qt::DecorationRole).value<QImage>().width(), 8);
    model.setThumbnail({77}, QImage(8, 6, QImage::Format_RGB32));
    document.reset(projectWithViews(), {}, true);
    QVERIFY(!model.index(1).data(Qt::DecorationRole).isValid());
    QCOMPARE(wanted.count(), 2);
}

void ListModelsTest::viewsSayWhatTheyAreUsedFor() {
    ProjectDocument document;
    document.reset(projectWithViews(), {}, true);
    const ViewListModel model(document);
    QCOMPARE(model.rowCount(), 3);
    QVERIFY(!model.index(0).data(ViewListModel::IsTestRole).toBool());
    QVERIFY(model.index(2).data(ViewListModel::IsTestRole).toBool());
    QVERIFY(model.index(0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("40")));
    QCOMPARE(model.index(0).data(ViewListModel::MaskCountRole).toInt(), -1);
    QCOMPARE(model.idOf(model.indexOf({2})), ViewId{2});
}

void ListModelsTest::promptsAreToldInWords() {
    ProjectDocument document;
    document.reset(projectWithViews(), {}, true);
    const PromptListModel model(document);
    Prompt click, text;
    click.view = {1};
    click.points = {{12.5f, 7.9f}};
    click.isNegative = true;
    text.kind = PromptKind::Text;
    text.text = "the mug";
    QueryState query;
    query.prompts = {click, text};
    document.setQuery(query);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0).data().toString(),
             QStringLiteral("Not: Click in photo_1.jpg at 12, 7"));
    QCOMPARE(model.index(1).data().toString(), QStringLiteral("Text: the mug"));
}

void ListModelsTest::jobsAreListedNewestFirst() {
    TaskRunner runner;
    JobModel model(runner);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    runner.start(QStringLiteral("first"), [](Progress&) { return [] {}; });
    runner.start(QStringLiteral("second"), [](Progress&) { return [] {}; });
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("second"));
    QTRY_VERIFY(!runner.isBusy());
    QCOMPARE(model.index(0, 0).data(JobModel::FractionRole).toDouble(), 1.0);
    QVERIFY(!model.index(0, 0).data(JobModel::CanCancelRole).toBool());
    runner.forgetFinished();
    QCOMPARE(model.rowCount(), 0);
}

void ListModelsTest::failedJobsSayWhy() {
    TaskRunner runner;
    const JobModel model(runner);
    runner.start(QStringLiteral("job"), [](Progress&) -> TaskRunner::Finish {
        throw missing(CLEAVE_TR("Test", "%1 is not there"), "mask.png");
    });
    QTRY_VERIFY(!runner.isBusy());
    QCOMPARE(model.index(0, JobModel::ProgressColumn).data().toString(),
             QStringLiteral("mask.png is not there"));
}

void ListModelsTest::timeLeftIsRounded() {
    QCOMPARE(timeLeftText(-1), QString());
    QVERIFY(timeLeftText(0.2).startsWith(QLatin1Char('1')));
    QVERIFY(timeLeftText(125).startsWith(QLatin1Char('2')));
    QVERIFY(timeLeftText(7000).startsWith(QLatin1Char('2')));
}

QTEST_MAIN(ListModelsTest)
#include "list_models_test.moc"
