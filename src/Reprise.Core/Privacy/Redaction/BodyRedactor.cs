using System.Buffers;
using Reprise.Interactions;
using Reprise.Privacy.Policies;
using Reprise.Privacy.Redaction.Bodies;
using Reprise.Wire;

namespace Reprise.Privacy.Redaction;

/// <summary>
/// Takes out of a body what a policy says, and leaves the rest of its bytes as they are: JSON at any depth, JSON in strings, streams of events across their
/// boundaries, forms, multipart bodies, words. What it cannot read does not stay. Safe for use from many threads.
/// </summary>
public sealed class BodyRedactor
{
    /// <summary>From here on a text of nothing but base 64 is bytes, whatever it is called.</summary>
    internal const int ShortestBytes = 2048;

    private const int ShortestNamedBytes = 64;

    private readonly PrivacyPolicy _policy;
    private readonly TextRedactor _text;
    private readonly TextLook _look;
    private readonly Func<string, string>? _hashUser;

    /// <param name="policy">Without mistakes.</param>
    /// <param name="text">For the same policy.</param>
    /// <param name="hashUser">What a user's id becomes; null where it stays.</param>
    public BodyRedactor(PrivacyPolicy policy, TextRedactor text, Func<string, string>? hashUser = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(text);
        (_policy, _text, _hashUser) = (policy, text, hashUser);
        _look = new TextLook(text);
    }

    private bool HasWork => _policy.ReadsBodies || _hashUser is not null;

    /// <summary>The body as it may be stored; the same one when nothing was found; null when nothing of it may be.</summary>
    internal Body? Redact(Body body, BodySide side, RedactionNotes notes)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Bytes.IsEmpty || !HasWork) return body;
        var plain = DecodedBody.Find(body, out var fault);
        if (plain is not { } bytes || BodyParts.Of(bytes, body.ContentType, _policy.KeepMedia && RuleOf(side == BodySide.Request ? ContentClass.Input : ContentClass.Output) != ContentRule.Drop) is not { } parts) return Unreadable(side, notes);
        var reading = new Reading(this, parts, side, notes);
        reading.Read();
        if (parts.HasRemoved) notes.Blame($"parts of the {Word(side)} cannot be read and were dropped by the privacy policy");
        var isWhole = fault is null && !parts.HasRemoved;
        if (isWhole && parts.Segments.TrueForAll(static segment => segment.Edits.Count == 0)) return body;
        if (!isWhole) notes.IsShaped = true;
        var cuts = new List<BodyCut>();
        var changed = parts.Join(cuts);
        // Pieces of an encoded body say nothing of where its text lies.
        var isEncoded = !bytes.Equals(body.Bytes);
        return body with { Bytes = changed, ContentEncoding = isEncoded ? null : body.ContentEncoding, Chunks = isEncoded ? [] : ChunkEdges.Fitted(body.Chunks, cuts, changed.Length) };
    }

    private static Body? Unreadable(BodySide side, RedactionNotes notes)
    {
        notes.Drop(side == BodySide.Request ? ClassWords.Input : ClassWords.Output);
        notes.Blame($"the {Word(side)} cannot be read and was dropped by the privacy policy");
        return null;
    }

    private static string Word(BodySide side) => side == BodySide.Request ? "request" : "answer";

    private ContentRule RuleOf(ContentClass content) => _policy.MetadataOnly ? ContentRule.Drop : content switch
    {
        ContentClass.Input => _policy.Input,
        ContentClass.Output => _policy.Output,
        ContentClass.System => _policy.System,
        _ => _policy.Tools,
    };

    /// <summary>One body on its way.</summary>
    private sealed class Reading(BodyRedactor owner, BodyParts parts, BodySide side, RedactionNotes notes)
    {
        private readonly BodyTree _tree = new();
        private ContentClasses? _classes;
        private PieceGroups? _groups;
        private bool _isChanged;

        public void Read()
        {
            for (var i = 0; i < parts.Parts.Count; i++)
            {
                var part = parts.Parts[i];
                if (part.Segment < 0) continue;
                if (part.Form == PartForm.Form) BodyLines.AddForm(parts.Segments[part.Segment].Text, part.Segment, _tree);
                else BodyLines.Add(parts.Segments[part.Segment].Text, part.Segment, side == BodySide.Response, part.Form != PartForm.Text, _tree);
            }

            _classes = new ContentClasses(_tree, side);
            _groups = new PieceGroups(_tree, parts.Segments, owner._look);
            // Groups refer to leaves by number, and none is added from here on.
            for (var i = 0; i < _tree.Leaves.Count; i++) Read(i);
            _groups.Find((first, edits) => Note(first, edits));
            if (_isChanged) RemoveEchoes();
        }

        private void Read(int number)
        {
            var leaf = _tree.Leaves[number];
            var segment = parts.Segments[leaf.Segment];
            var text = segment.Text[leaf.Start..leaf.End];
            var around = leaf.Frame < 0 ? MemberTraits.None : _tree.FrameSpan[leaf.Frame].Around;
            var isData = (around & MemberTraits.Data) != MemberTraits.None || leaf.Kind == LeafKind.Key;
            if ((around & MemberTraits.Echo) != MemberTraits.None) return;
            if (leaf.Kind == LeafKind.String && !isData && (leaf.Traits & MemberTraits.Filling) != MemberTraits.None && Members.IsWord(text)) return;
            if (owner._hashUser is { } hash && IsUser(leaf))
            {
                var user = TextOf(leaf, text);
                if (hash(user) is var hashed && hashed != user)
                {
                    Replace(segment, leaf, JsonEscapes.Escape(hashed));
                    notes.IsShaped = true;
                }

                return;
            }

            var isWord = !isData && (leaf.Traits & MemberTraits.Word) != MemberTraits.None && leaf.Kind is (LeafKind.String or LeafKind.Plain) && Members.IsWord(text);
            if (!isWord && leaf.Kind != LeafKind.Key && owner.RuleOf(_classes!.Of(leaf)) == ContentRule.Drop)
            {
                if ((leaf.Traits & MemberTraits.User) != MemberTraits.None && IsUser(leaf)) return;
                if (leaf.Kind == LeafKind.Number && !isData) return;
                Replace(segment, leaf, leaf.Kind == LeafKind.Number ? "0" : "");
                notes.Drop(ClassWords.Of(_classes.Of(leaf)));
                _isChanged = true;
                return;
            }

            if (isWord || !LooksForAnything) return;
            if (leaf.Kind == LeafKind.String && IsBytes(leaf, text, isData))
            {
                if (owner._policy.KeepMedia || (leaf.Traits & MemberTraits.Bytes) == MemberTraits.None || NameOf(leaf) is "signature" or "thoughtSignature" or "thought_signature" or "encrypted_content" or "embedding") return;
                Replace(segment, leaf, "");
                notes.IsShaped = true;
                return;
            }

            Look(number, leaf, segment, text, isData);
        }

        private bool LooksForAnything => owner._text.LooksForAnything;

        private void Look(int number, in BodyLeaf leaf, BodySegment segment, ReadOnlySpan<char> text, bool isData)
        {
            if (leaf.Kind == LeafKind.Number)
            {
                if (isData && owner._look.FindNumber(text, NameOf(leaf)) is { } found)
                {
                    Replace(segment, leaf, found.Replacement);
                    Note(leaf, [found]);
                }

                return;
            }

            if (leaf.Kind == LeafKind.String && leaf.Frame >= 0 && _tree.FrameSpan[leaf.Frame].IsEvent && (leaf.Traits & MemberTraits.Piece) != MemberTraits.None)
            {
                _groups!.Add(number);
                return;
            }

            var edits = new List<TextEdit>();
            if (leaf.Kind == LeafKind.Form)
            {
                BodyLines.FindInForm(text, NameOf(leaf), owner._look, edits);
                foreach (var edit in edits) segment.Edits.Add((leaf.Start + edit.Start, leaf.Start + edit.End, edit.Replacement));
            }
            else if (leaf.HasEscapes)
            {
                var rented = ArrayPool<char>.Shared.Rent(text.Length);
                owner._look.Find(rented.AsSpan(0, JsonEscapes.Unescape(text, rented)), NameOf(leaf), edits);
                ArrayPool<char>.Shared.Return(rented);
                var place = (Raw: 0, Text: 0);
                foreach (var edit in edits)
                {
                    place = JsonEscapes.Advance(text, place, edit.Start);
                    var start = place.Raw;
                    place = JsonEscapes.Advance(text, place, edit.End);
                    segment.Edits.Add((leaf.Start + start, leaf.Start + place.Raw, JsonEscapes.Escape(edit.Replacement)));
                }
            }
            else
            {
                owner._look.Find(text, NameOf(leaf), edits);
                foreach (var edit in edits) segment.Edits.Add((leaf.Start + edit.Start, leaf.Start + edit.End, leaf.Kind == LeafKind.Plain ? edit.Replacement : JsonEscapes.Escape(edit.Replacement)));
            }

            if (edits.Count > 0) Note(leaf, edits);
        }

        private void Note(in BodyLeaf leaf, IReadOnlyList<TextEdit> edits)
        {
            _isChanged = true;
            var place = Places.Of(side, _tree, parts.Segments, leaf);
            var moved = 0;
            foreach (var edit in edits)
            {
                notes.Add(edit.Type, place, edit.Start + moved, edit.Replacement.Length);
                moved += edit.Replacement.Length - edit.Length;
            }
        }

        /// <summary>What says the text again token by token, or as numbers, would give away what was taken out of it.</summary>
        private void RemoveEchoes()
        {
            var dropsOutput = owner.RuleOf(ContentClass.Output) == ContentRule.Drop;
            for (var i = 0; i < _tree.Frames.Count; i++)
            {
                var frame = _tree.Frames[i];
                var isEcho = frame.IsEcho && (frame.Parent < 0 || (_tree.Frames[frame.Parent].Around & MemberTraits.Echo) == MemberTraits.None);
                if (isEcho || (frame.IsVector && dropsOutput && side == BodySide.Response && !InVector(frame))) parts.Segments[frame.Segment].Edits.Add((frame.Start, frame.End, frame.IsList ? "[]" : "null"));
            }
        }

        private bool InVector(BodyFrame frame)
        {
            for (var at = frame.Parent; at >= 0; at = _tree.Frames[at].Parent)
                if (_tree.Frames[at].IsVector) return true;
            return false;
        }

        private static void Replace(BodySegment segment, in BodyLeaf leaf, string text) => segment.Edits.Add((leaf.Start, leaf.End, text));

        private ReadOnlySpan<char> NameOf(in BodyLeaf leaf) => parts.Segments[leaf.Segment].Text.Slice(leaf.NameStart, leaf.NameLength);

        private static string TextOf(in BodyLeaf leaf, ReadOnlySpan<char> raw)
        {
            if (!leaf.HasEscapes) return raw.ToString();
            var text = new char[raw.Length];
            return new string(text, 0, JsonEscapes.Unescape(raw, text));
        }

        /// <summary>At the top of a request, or in its metadata.</summary>
        private bool IsUser(in BodyLeaf leaf)
        {
            if (side != BodySide.Request || leaf.Kind != LeafKind.String || (leaf.Traits & MemberTraits.User) == MemberTraits.None || leaf.Frame < 0) return false;
            ref readonly var frame = ref _tree.FrameSpan[leaf.Frame];
            return frame.Parent < 0 || (_tree.FrameSpan[frame.Parent].Parent < 0 && parts.Segments[frame.Segment].Text.Slice(frame.NameStart, frame.NameLength) is "metadata");
        }

        private static bool IsBytes(in BodyLeaf leaf, ReadOnlySpan<char> text, bool isData) =>
            Members.IsBytes(text, !isData && (leaf.Traits & MemberTraits.Bytes) != MemberTraits.None ? ShortestNamedBytes : ShortestBytes);
    }
}
