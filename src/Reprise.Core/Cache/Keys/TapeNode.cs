using System.Text.Json;

namespace Reprise.Cache.Keys;

/// <summary>One value or property name on a <see cref="JsonTape"/>.</summary>
internal struct TapeNode
{
    public JsonTokenType Kind;

    /// <summary>Whether the text lies in the tape's own bytes, since it was written with escapes.</summary>
    public bool IsUnescaped;

    /// <summary>On a property name: it and its value are no part of the key.</summary>
    public bool IsLeftOut;

    /// <summary>Where the text lies; for objects and arrays nothing.</summary>
    public int Start;

    /// <summary>Bytes of a text or number; members of an object or array.</summary>
    public int Length;

    /// <summary>The node behind this one and everything in it.</summary>
    public int Next;
}
