// SPDX-License-Identifier: Apache-2.0
// Opcodes: Python's pickletools, protocols 0 to 5, of which torch.save writes those handled here.
#include "core/formats/pickle_reader.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <string_view>

namespace cleave {

namespace {

constexpr std::array<std::string_view, 5> allowedGlobals = {"collections OrderedDict",
                                                            "torch._utils _rebuild_tensor_v2",
                                                            "torch._utils _rebuild_parameter",
                                                            "torch Size",
                                                            "builtins set"};

bool isAllowed(std::string_view global) {
    if (std::find(allowedGlobals.begin(), allowedGlobals.end(), global) != allowedGlobals.end())
        return true;
    return global.starts_with("torch ") && global.ends_with("Storage") &&
           global.find('.') == std::string_view::npos;
}

class Reader {
public:
    Reader(std::span<const std::byte> bytes, const std::string& fileName)
        : bytes_(bytes)
        , fileName_(fileName) {}

    PickleValue run() {
        for (;;) {
            opcode_ = byte();
            if (opcode_ == '.') {
                PickleValue root = pop();
                if (root.as<PickleMark>())
                    throw bad();
                return root;
            }
            step();
        }
    }

private:
    Error bad() const {
        return badFile(CLEAVE_TR("Formats",
                                 "%1: its pickle is cut off or of an unknown form (opcode %2 at "
                                 "byte %3); expected tensors written by torch.save"),
                       fileName_,
                       static_cast<int>(opcode_),
                       position_);
    }

    std::uint8_t byte() {
        if (position_ >= bytes_.size())
            throw bad();
        return static_cast<std::uint8_t>(bytes_[position_++]);
    }

    template <class T>
    T number() {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i)
            value |= static_cast<std::uint64_t>(byte()) << (8 * i);
        return static_cast<T>(value);
    }

    std::string textOf(std::uint64_t size) {
        if (size > bytes_.size() - position_)
            throw bad();
        std::string result(reinterpret_cast<const char*>(bytes_.data()) + position_, size);
        position_ += size;
        return result;
    }

    std::string line() {
        std::string result;
        for (char c = static_cast<char>(byte()); c != '\n'; c = static_cast<char>(byte()))
            result.push_back(c);
        return result;
    }

    void push(PickleValue value) { stack_.push_back(std::move(value)); }

    template <class T>
    void push(T value) {
        stack_.push_back(PickleValue{std::move(value)});
    }

    PickleValue pop() {
        if (stack_.empty())
            throw bad();
        PickleValue value = std::move(stack_.back());
        stack_.pop_back();
        return value;
    }

    /// Everything above the topmost mark, which goes too.
    std::vector<PickleValue> popToMark() {
        std::size_t mark = stack_.size();
        while (mark > 0 && !stack_[mark - 1].as<PickleMark>())
            --mark;
        if (mark == 0)
            throw bad();
        std::vector<PickleValue> items(
            std::make_move_iterator(stack_.begin() + static_cast<std::ptrdiff_t>(mark)),
            std::make_move_iterator(stack_.end()));
        stack_.resize(mark - 1);
        return items;
    }

    void pushList(std::vector<PickleValue> items) {
        push(std::make_shared<PickleList>(PickleList{std::move(items)}));
    }

    void pushTuple(std::size_t count) {
        if (stack_.size() < count)
            throw bad();
        std::vector<PickleValue> items(
            std::make_move_iterator(stack_.end() - static_cast<std::ptrdiff_t>(count)),
            std::make_move_iterator(stack_.end()));
        stack_.resize(stack_.size() - count);
        pushList(std::move(items));
    }

    PickleDict& dictOnTop() {
        const auto* dict =
            stack_.empty() ? nullptr : stack_.back().as<std::shared_ptr<PickleDict>>();
        if (!dict)
            throw bad();
        return **dict;
    }

    PickleList& listOnTop() {
        const auto* list =
            stack_.empty() ? nullptr : stack_.back().as<std::shared_ptr<PickleList>>();
        if (!list)
            throw bad();
        return **list;
    }

    void pushGlobal(const std::string& module, const std::string& name) {
        std::string global = module + " " + name;
        if (!isAllowed(global))
            throw badFile(
                CLEAVE_TR("Formats",
                          "%1: asks for %2.%3, which is no part of a plain tensor file; nothing of "
                          "it was run. Save a state dictionary of tensors instead"),
                fileName_,
                module,
                name);
        push(PickleGlobal{std::move(global)});
    }

    void reduce() {
        const PickleValue arguments = pop();
        const PickleValue callee = pop();
        const auto* global = callee.as<PickleGlobal>();
        const auto* list = arguments.as<std::shared_ptr<PickleList>>();
        if (!global || !list)
            throw bad();
        if (global->name == "collections OrderedDict") {
            auto dict = std::make_shared<PickleDict>();
            if (!(*list)->items.empty())
                fillFromPairs(*dict, (*list)->items.front());
            push(std::move(dict));
        } else if (global->name == "torch Size" || global->name == "builtins set") {
            if ((*list)->items.size() != 1 || !(*list)->items[0].as<std::shared_ptr<PickleList>>())
                throw bad();
            push((*list)->items[0]);
        } else {
            push(PickleCall{global->name, *list});
        }
    }

    void fillFromPairs(PickleDict& dict, const PickleValue& value) {
        const auto* pairs = value.as<std::shared_ptr<PickleList>>();
        if (!pairs)
            throw bad();
        for (const PickleValue& item : (*pairs)->items) {
            const auto* pair = item.as<std::shared_ptr<PickleList>>();
            if (!pair || (*pair)->items.size() != 2)
                throw bad();
            dict.items.emplace_back((*pair)->items[0], (*pair)->items[1]);
        }
    }

    /// Little-endian two's complement of `size` bytes; more than 8 are no number that a tensor file
    /// needs.
    void pushLong(std::uint64_t size) {
        if (size > 8)
            throw bad();
        std::uint64_t value = 0;
        for (std::uint64_t i = 0; i < size; ++i)
            value |= static_cast<std::uint64_t>(byte()) << (8 * i);
        if (size > 0 && size < 8 && (value >> (8 * size - 1)) & 1)
            value |= ~std::uint64_t{0} << (8 * size);
        push(static_cast<std::int64_t>(value));
    }

    void memoize(std::uint64_t key) {
        if (stack_.empty())
            throw bad();
        memo_[key] = stack_.back();
    }

    void recall(std::uint64_t key) {
        const auto found = memo_.find(key);
        if (found == memo_.end())
            throw bad();
        push(found->second);
    }

    void addPairs(const std::vector<PickleValue>& items) {
        if (items.size() % 2 != 0)
            throw bad();
        PickleDict& dict = dictOnTop();
        for (std::size_t i = 0; i < items.size(); i += 2)
            dict.items.emplace_back(items[i], items[i + 1]);
    }

    void step() {
        switch (opcode_) {
        case 0x80:
            byte();
            break; // PROTO
        case 0x95:
            number<std::uint64_t>();
            break; // FRAME
        case '(':
            push(PickleMark{});
            break;
        case 'N':
            push(PickleNone{});
            break;
        case 0x88:
            push(true);
            break;
        case 0x89:
            push(false);
            break;
        case 'K':
            push(static_cast<std::int64_t>(byte()));
            break;
        case 'M':
            push(static_cast<std::int64_t>(number<std::uint16_t>()));
            break;
        case 'J':
            push(static_cast<std::int64_t>(number<std::int32_t>()));
            break;
        case 0x8a:
            pushLong(byte());
            break;
        case 'G':
            pushFloat();
            break;
        case 'X':
            push(textOf(number<std::uint32_t>()));
            break;
        case 0x8c:
            push(textOf(byte()));
            break; // SHORT_BINUNICODE
        case 'U':
            push(textOf(byte()));
            break; // SHORT_BINSTRING
        case 'T':
            push(textOf(number<std::uint32_t>()));
            break;
        case 'C':
            push(textOf(byte()));
            break; // SHORT_BINBYTES
        case 'B':
            push(textOf(number<std::uint32_t>()));
            break;
        case ')':
            pushList({});
            break;
        case ']':
            pushList({});
            break;
        case 0x8f:
            pushList({});
            break; // EMPTY_SET
        case '}':
            push(std::make_shared<PickleDict>());
            break;
        case 't':
            pushList(popToMark());
            break;
        case 'l':
            pushList(popToMark());
            break;
        case 0x85:
            pushTuple(1);
            break;
        case 0x86:
            pushTuple(2);
            break;
        case 0x87:
            pushTuple(3);
            break;
        case 'd': {
            auto items = popToMark();
            push(std::make_shared<PickleDict>());
            addPairs(items);
            break;
        }
        case 's': {
            PickleValue value = pop(), key = pop();
            dictOnTop().items.emplace_back(std::move(key), std::move(value));
            break;
        }
        case 'u':
            addPairs(popToMark());
            break;
        case 'a': {
            PickleValue value = pop();
            listOnTop().items.push_back(std::move(value));
            break;
        }
        case 'e':
        case 0x90: { // APPENDS, ADDITEMS
            auto items = popToMark();
            auto& list = listOnTop().items;
            list.insert(list.end(), items.begin(), items.end());
            break;
        }
        case 'q':
            memoize(byte());
            break;
        case 'r':
            memoize(number<std::uint32_t>());
            break;
        case 0x94:
            memoize(memo_.size());
            break;
        case 'h':
            recall(byte());
            break;
        case 'j':
            recall(number<std::uint32_t>());
            break;
        case '0':
            pop();
            break;
        case 'c': {
            const std::string module = line();
            pushGlobal(module, line());
            break;
        }
        case 0x93: { // STACK_GLOBAL
            const PickleValue name = pop(), module = pop();
            if (!name.as<std::string>() || !module.as<std::string>())
                throw bad();
            pushGlobal(*module.as<std::string>(), *name.as<std::string>());
            break;
        }
        case 'Q': {
            const PickleValue id = pop();
            const auto* list = id.as<std::shared_ptr<PickleList>>();
            if (!list)
                throw bad();
            push(PicklePersistent{*list});
            break;
        }
        case 'R':
            reduce();
            break;
        case 'b': { // BUILD: attributes of a state dictionary, e.g. _metadata; no tensors
            pop();
            dictOnTop();
            break;
        }
        default:
            throw bad();
        }
    }

    void pushFloat() {
        std::uint64_t bits = 0;
        for (int i = 0; i < 8; ++i)
            bits = bits << 8 | byte(); // big-endian here
        push(std::bit_cast<double>(bits));
    }

    std::span<const std::byte> bytes_;
    const std::string& fileName_;
    std::size_t position_ = 0;
    std::uint8_t opcode_ = 0;
    std::vector<PickleValue> stack_;
    std::map<std::uint64_t, PickleValue> memo_;
};

} // namespace

PickleValue readPickle(std::span<const std::byte> bytes, const std::string& fileName) {
    return Reader(bytes, fileName).run();
}

} // namespace cleave
