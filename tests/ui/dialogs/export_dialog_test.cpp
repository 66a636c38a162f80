// SPDX-License-Identifier: Apache-2.0
#include "core/sample/scene_builder.h"
#include "tests/support/temporary_folder.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/dialogs/segment_chooser.h"
#include "ui/params/param_panel.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace cleave;
using namespace cleave::ui;

namespace fs = std::filesystem;

namespace {

constexpr int drawingTime = 30000; ///< ms, far above what a tiny scene takes

/// Two blobs, each a segment, five views of which one is held out.
Project blobProject() {
    const BuiltScene scene = SceneBuilder().blobs(2).cameras(4, 1).imageSize(48, 36).build();
    Project project;
    project.dataset = std::make_shared<const Dataset>(scene.dataset);
    const auto field = std::make_shared<const GaussianField>(scene.field.clone());
    project.field = field;
    for (const char* name : {"first", "second"}) {
        auto primitives = std::make_shared<Selection>(field->count, field->revision);
        const int object = scene.objects[project.segments.segments().size()].id;
        for (std::int64_t i = 0; i < field->count; ++i)
            primitives->set(i, scene.primitiveObjects[static_cast<std::size_t>(i)] == object);
        Segment segment;
        segment.name = name;
        segment.primitives = primitives;
        project.segments.add(segment);
    }
    return project;
}

std::size_t filesBelow(const fs::path& folder) {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        count += entry.is_regular_file();
    return count;
}

/// What the dialog shows beside a label.
QString fact(const QDialog& dialog, const QString& name) {
    for (const auto* form : dialog.findChildren<QFormLayout*>()) {
        for (int row = 0; row < form->rowCount(); ++row) {
            const auto* label = form->itemAt(row, QFormLayout::LabelRole);
            const auto* value = form->itemAt(row, QFormLayout::FieldRole);
            const auto* text = label ? qobject_cast<QLabel*>(label->widget()) : nullptr;
            const auto* shown = value ? qobject_cast<QLabel*>(value->widget()) : nullptr;
            if (text && shown && text->text() == name)
                return shown->text();
        }
    }
    return {};
}

QPushButton* exportButton(const QDialog& dialog) {
    return dialog.findChild<QPushButton*>(QStringLiteral("export"));
}

QString messageOf(const QDialog& dialog) {
    return dialog.findChild<QLabel*>(QStringLiteral("message"))->text();
}

} // namespace

class ExportDialogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void writesWhatItAnnounced_data();
    void writesWhatItAnnounced();
    void splatsOfOneSegmentAreCounted();
    void anUnknownSegmentIsSaidAtOnce();
    void aWrongEndingIsSaidAtOnce();
    void aProjectWithoutFieldCannotBeExported();
    void checkedSegmentsAreExported();
    void choicesAreRememberedPerKind();
    void aPictureIsDrawn();
};

void ExportDialogTest::init() {
    QCoreApplication::setOrganizationName(QStringLiteral("cleave-test"));
    QCoreApplication::setApplicationName(QStringLiteral("export-dialog-test"));
    QSettings().clear();
}

void ExportDialogTest::writesWhatItAnnounced_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("param");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("name");
    const auto masks = static_cast<int>(ExportKind::Masks),
               images = static_cast<int>(ExportKind::Images);
    QTest::newRow("masks, ids") << masks << QStringLiteral("format") << QStringLiteral("ids")
                                << QStringLiteral("masks");
    QTest::newRow("masks, binary")
        << masks << QStringLiteral("format") << QStringLiteral("binary") << QStringLiteral("masks");
    QTest::newRow("masks, coco") << masks << QStringLiteral("format") << QStringLiteral("coco")
                                 << QStringLiteral("masks");
    QTest::newRow("images, depth")
        << images << QStringLiteral("mode") << QStringLiteral("depth") << QStringLiteral("images");
    QTest::newRow("images, all") << images << QStringLiteral("views") << QStringLiteral("all")
                                 << QStringLiteral("images");
    QTest::newRow("splats") << static_cast<int>(ExportKind::Splats) << QStringLiteral("segments")
                            << QStringLiteral("all") << QStringLiteral("a.ply");
    QTest::newRow("mesh") << static_cast<int>(ExportKind::Mesh) << QStringLiteral("resolution")
                          << QStringLiteral("32") << QStringLiteral("a.glb");
    QTest::newRow("video") << static_cast<int>(ExportKind::Video) << QStringLiteral("length")
                           << QStringLiteral("0.2") << QStringLiteral("a.mp4");
}

void ExportDialogTest::writesWhatItAnnounced() {
    QFETCH(int, kind);
    QFETCH(QString, param);
    QFETCH(QString, value);
    QFETCH(QString, name);
    ProjectDocument document;
    document.reset(blobProject(), {}, true);
    tests::TemporaryFolder folder;
    ExportDialog dialog(static_cast<ExportKind>(kind), document, {}, nullptr);
    dialog.params().setValue(param.toStdString(), value.toStdString());
    dialog.setTarget(QString::fromStdString((folder / name.toStdString()).string()));
    QVERIFY2(exportButton(dialog)->isEnabled(), qPrintable(messageOf(dialog)));
    const QString announced = fact(dialog, QStringLiteral("Files:"));
    Progress progress;
    dialog.work()(document.project(), progress);
    QCOMPARE(QString::number(filesBelow(folder.path())), announced);
    QVERIFY(dialog.doneText().contains(dialog.target()));
}

void ExportDialogTest::splatsOfOneSegmentAreCounted() {
    ProjectDocument document;
    document.reset(blobProject(), {}, true);
    ExportDialog dialog(ExportKind::Splats, document, QStringLiteral("second"), nullptr);
    QCOMPARE(fact(dialog, QStringLiteral("Segments:")), QStringLiteral("1"));
    const auto count = document.project().segments.named("second").primitives->count();
    QVERIFY(count > 0);
    QCOMPARE(fact(dialog, QStringLiteral("Gaussians:")), QString::number(count));
}

void ExportDialogTest::anUnknownSegmentIsSaidAtOnce() {
    ProjectDocument document;
    document.reset(blobProject(), {}, true);
    ExportDialog dialog(ExportKind::Masks, document, {}, nullptr);
    QVERIFY(exportButton(dialog)->isEnabled());
    dialog.params().setValue("segments", "nobody");
    QVERIFY(!exportButton(dialog)->isEnabled());
    QVERIFY2(messageOf(dialog).contains(QStringLiteral("at least one segment")),
             qPrintable(messageOf(dialog)));
    dialog.params().setValue("segments", "first");
    QVERIFY(exportButton(dialog)->isEnabled());
}

void ExportDialogTest::aWrongEndingIsSaidAtOnce() {
    ProjectDocument document;
    document.reset(blobProject(), {}, true);
    ExportDialog dialog(ExportKind::Mesh, document, {}, nullptr);
    dialog.setTarget(QStringLiteral("/tmp/mug.jpg"));
    QVERIFY(!exportButton(dialog)->isEnabled());
    QVERIFY2(messageOf(dialog).contains(QStringLiteral(".glb")), qPrintable(messageOf(dialog)));
}

void ExportDialogTest::aProjectWithoutFieldCannotBeExported() {
    ProjectDocument document;
    for (const ExportKind kind : {ExportKind::Masks,
                                  ExportKind::Splats,
                                  ExportKind::Mesh,
                                  ExportKind::Images,
                                  ExportKind::Video}) {
        ExportDialog dialog(kind, document, {}, nullptr);
        QVERIFY(!exportButton(dialog)->isEnabled());
        QVERIFY(!messageOf(dialog).isEmpty());
    }
}

void ExportDialogTest::checkedSegmentsAreExported() {
    ProjectDocument document;
    document.reset(blobProject(), {}, true);
    ExportDialog dialog(ExportKind::Splats, document, {}, nullptr);
    auto* list = dialog.segments().findChild<QTreeWidget*>(QStringLiteral("segments"));
    QCOMPARE(list->topLevelItemCount(), 2);
    list->topLevelItem(1)->setCheckState(0, Qt::Checked);
    QCOMPARE(dialog.segments().text(), QStringLiteral("second"));
    QCOMPARE(paramText(*findParam(dialog.params().params(), "segments")), std::string("second"));
    QCOMPARE(fact(dialog, QStringLiteral("Gaussians:")),
             QString::number(document.project().segments.named("second").primitives->count()));
    list->topLevelItem(1)->setCheckState(0, Qt::Unchecked);
    QVERIFY(!exportButton(dialog)->isEnabled());
    dialog.segments().setText(QStringLiteral("all"));
    QVERIFY(dialog.segments().hasChoice());
}

void ExportDialogTest::choicesAreRememberedPerKind() {
    ProjectDocument document;
    document.reset(blobProject(), {}, true);
    tests::TemporaryFolder folder;
    {
        ExportDialog dialog(ExportKind::Mesh, document, {}, nullptr);
        dialog.params().setValue("resolution", "64");
        dialog.params().setValue("segments", "first");
        dialog.setTarget(QString::fromStdString((folder / "mug.obj").string()));
        exportButton(dialog)->click();
        QCOMPARE(dialog.result(), static_cast<int>(QDialog::Accepted));
    }
    ExportDialog again(ExportKind::Mesh, document, {}, nullptr);
    QVERIFY(again.target().startsWith(QString::fromStdString(folder.path().string())));
    QVERIFY(again.target().endsWith(QStringLiteral(".obj")));
    QCOMPARE(paramText(*findParam(again.params().params(), "resolution")), std::string("64"));
    // Names of segments mean nothing in the next project.
    QCOMPARE(paramText(*findParam(again.params().params(), "segments")), std::string("all"));
    ExportDialog other(ExportKind::Splats, document, {}, nullptr);
    QVERIFY(!other.target().startsWith(QString::fromStdString(folder.path().string())));
}

void ExportDialogTest::aPictureIsDrawn() {
    ProjectDocument document;
    document.reset(blobProject(), {}, true);
    ExportDialog dialog(ExportKind::Masks, document, {}, nullptr);
    QSignalSpy spy(&dialog, &ExportDialog::pictureShown);
    QVERIFY(spy.wait(drawingTime));
}

QTEST_MAIN(ExportDialogTest)
#include "export_dialog_test.moc"
