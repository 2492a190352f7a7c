using System.Text.Json;

namespace Reprise.Replay.Editing;

/// <summary>Where a JSON value stands in a body.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte behind its last.</param>
/// <param name="Kind">How it begins: object, array, string …</param>
internal readonly record struct JsonPlace(int Start, int End, JsonTokenType Kind)
{
    public bool IsObject => Kind is JsonTokenType.StartObject;
    public bool IsArray => Kind is JsonTokenType.StartArray;
    public bool IsString => Kind is JsonTokenType.String;
    public bool IsNull => Kind is JsonTokenType.Null;
    public int Length => End - Start;
}

/// <param name="Name">Unescaped.</param>
/// <param name="NameStart">Where the name's first quote stands.</param>
/// <param name="Value">What it names.</param>
internal readonly record struct JsonMember(string Name, int NameStart, JsonPlace Value);
