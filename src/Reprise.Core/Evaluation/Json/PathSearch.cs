using System.Runtime.InteropServices;
using System.Text.Json;

namespace Reprise.Evaluation.Json;

/// <summary>One search in one value: what it may still look at, and where paths from the top have led. Not for several threads at once.</summary>
internal sealed class PathSearch(JsonElement root)
{
    /// <summary>Values looked at, those of conditions among them; descents within descents can ask for more than anybody waits for.</summary>
    private const long MostSteps = 1_000_000;

    /// <summary>Members of an object that are compared with a name, or bytes of two values with each other, in the time of a step.</summary>
    private const int MembersOfStep = 16, BytesOfStep = 128;

    private readonly Dictionary<JsonPath, JsonElement?> _tops = [];
    private long _left = MostSteps;

    public JsonElement Root => root;

    /// <summary>Whether it was broken off: what it found is not all there is.</summary>
    public bool IsExhausted => _left < 0;

    /// <summary>Takes steps; false when there are none left.</summary>
    public bool Take(long steps = 1) => (_left -= Math.Min(steps, MostSteps)) >= 0;

    /// <summary>Takes what it costs to find one child of a value.</summary>
    public bool TakeLookup(JsonElement value) => Take(1 + value.ValueKind switch
    {
        JsonValueKind.Object => value.GetPropertyCount() / MembersOfStep,
        JsonValueKind.Array => value.GetArrayLength() / MembersOfStep,
        _ => 0,
    });

    /// <summary>Takes what it costs to compare two values.</summary>
    public bool TakeComparison(JsonElement one, JsonElement other) => Take(1 + Math.Min(LengthOf(one), LengthOf(other)) / BytesOfStep);

    /// <summary>The first value a path from the top leads to. It is the same for every value it is compared with, and so looked for once.</summary>
    public JsonElement? FromTop(JsonPath path)
    {
        if (!_tops.TryGetValue(path, out var found)) _tops[path] = found = path.First(root, this);
        return found;
    }

    private static int LengthOf(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).Length;
}
