using System.Runtime.InteropServices;

namespace Reprise.Privacy.Redaction.Bodies;

/// <summary>What the JSON of a body, or of all its events, consists of: objects and lists with what encloses them, and the texts in them.</summary>
internal sealed class BodyTree
{
    public List<BodyLeaf> Leaves { get; } = [];
    public List<BodyFrame> Frames { get; } = [];

    public Span<BodyFrame> FrameSpan => CollectionsMarshal.AsSpan(Frames);

    /// <summary>Gives up what was added since.</summary>
    public void CutBack(int leaves, int frames)
    {
        Leaves.RemoveRange(leaves, Leaves.Count - leaves);
        Frames.RemoveRange(frames, Frames.Count - frames);
    }
}

internal enum LeafKind : byte
{
    String,
    Number,
    Key,

    /// <summary>A text of its own, or a line of one.</summary>
    Plain,

    /// <summary>The value of a field of a form.</summary>
    Form,
}

/// <summary>A text in a body.</summary>
/// <param name="Segment">Of which segment.</param>
/// <param name="Start">In characters of the segment, inside the quotes.</param>
/// <param name="End">Behind the last character.</param>
/// <param name="Kind">How it is written.</param>
/// <param name="Frame">What encloses it; −1 for nothing.</param>
/// <param name="NameStart">Where the name of its member begins.</param>
/// <param name="NameLength">0 where it has none.</param>
/// <param name="Traits">What that name says.</param>
/// <param name="Index">Its place in the list that encloses it.</param>
/// <param name="HasEscapes">Whether it has to be unescaped.</param>
internal readonly record struct BodyLeaf(int Segment, int Start, int End, LeafKind Kind, int Frame, int NameStart, int NameLength, MemberTraits Traits, int Index, bool HasEscapes)
{
    public int Length => End - Start;
}

/// <summary>An object or a list of a body.</summary>
internal struct BodyFrame
{
    public int Segment;
    public int Parent;

    /// <summary>Where it begins, with its bracket.</summary>
    public int Start;

    /// <summary>Behind its bracket; that of the body when it was cut off.</summary>
    public int End;
    public int NameStart;
    public int NameLength;
    public MemberTraits Traits;

    /// <summary>What the names around it say.</summary>
    public MemberTraits Around;
    public bool IsList;

    /// <summary>Whether it is an event of a stream, or lies in one.</summary>
    public bool IsEvent;

    /// <summary>Its place in the list around it.</summary>
    public int Index;

    /// <summary>How many values it has so far.</summary>
    public int Count;
    public string? Role;
    public string? Type;

    /// <summary>A hash of what tells texts of the same path apart.</summary>
    public ulong Marks;

    /// <summary>Whether it says the text of the body once more in another form, and none of it can be left where the text was changed.</summary>
    public bool IsEcho;

    /// <summary>Whether it is numbers that were made of the text.</summary>
    public bool IsVector;
}
