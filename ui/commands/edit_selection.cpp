// SPDX-License-Identifier: Apache-2.0
#include "ui/commands/edit_selection.h"

#include <bit>

namespace cleave::ui {

EditSelectionCommand::Runs EditSelectionCommand::difference(const Selection* a,
                                                            const Selection* b) {
    Runs runs;
    const std::size_t words = a ? a->words().size() : b ? b->words().size() : 0;
    for (std::size_t w = 0; w < words; ++w) {
        std::uint64_t changed = (a ? a->words()[w] : 0) ^ (b ? b->words()[w] : 0);
        for (int bit = 0; changed != 0;) {
            bit = std::countr_zero(changed);
            const int length = std::countr_one(changed >> bit);
            const std::int64_t begin = static_cast<std::int64_t>(w) * 64 + bit;
            if (!runs.empty() && runs.back().second == begin)
                runs.back().second = begin + length;
            else
                runs.emplace_back(begin, begin + length);
            changed = bit + length >= 64 ? 0 : changed >> (bit + length) << (bit + length);
        }
    }
    return runs;
}

EditSelectionCommand::EditSelectionCommand(ProjectDocument& document,
                                           std::shared_ptr<const Selection> after,
                                           std::optional<QueryState> query,
                                           const QString& text,
                                           const QString& mergeKey)
    : ProjectCommand(document, text)
    , flipped_(difference(document.selection().get(), after.get()))
    , wasNull_(!document.selection())
    , isNull_(!after)
    , after_(std::move(query))
    , mergeKey_(mergeKey) {
    const Selection* known = after ? after.get() : document.selection().get();
    if (known) {
        primitiveCount_ = known->primitiveCount();
        fieldRevision_ = known->fieldRevision();
    }
    if (after_)
        before_ = document.query();
}

void EditSelectionCommand::flip() {
    const auto& present = document().selection();
    auto changed = std::make_shared<Selection>(
        present ? *present : Selection(primitiveCount_, fieldRevision_));
    for (const auto& [begin, end] : flipped_)
        for (std::int64_t i = begin; i < end; ++i)
            changed->set(i, !changed->contains(i));
    document().setSelection(std::move(changed));
}

void EditSelectionCommand::undo() {
    flip();
    if (wasNull_)
        document().setSelection(nullptr);
    if (before_)
        document().setQuery(*before_);
}

void EditSelectionCommand::redo() {
    flip();
    if (isNull_)
        document().setSelection(nullptr);
    if (after_)
        document().setQuery(*after_);
}

int EditSelectionCommand::id() const {
    return static_cast<int>(mergeKey_.isEmpty() ? CommandId::None : CommandId::EditQuery);
}

bool EditSelectionCommand::mergeWith(const QUndoCommand* other) {
    const auto* later = static_cast<const EditSelectionCommand*>(other);
    if (later->mergeKey_ != mergeKey_ || later->fieldRevision_ != fieldRevision_)
        return false;
    Selection mine(primitiveCount_, fieldRevision_), theirs(primitiveCount_, fieldRevision_);
    for (const auto& [begin, end] : flipped_)
        for (std::int64_t i = begin; i < end; ++i)
            mine.set(i, true);
    for (const auto& [begin, end] : later->flipped_)
        for (std::int64_t i = begin; i < end; ++i)
            theirs.set(i, true);
    flipped_ = difference(&mine, &theirs);
    isNull_ = later->isNull_;
    if (later->after_)
        after_ = later->after_;
    return true;
}

} // namespace cleave::ui
