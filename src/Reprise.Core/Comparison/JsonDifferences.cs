using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Comparison;

/// <summary>
/// Where two JSON values differ: properties in any order, numbers by value, lists place by place (an item put in at the front makes all behind it differ).
/// </summary>
internal sealed class JsonDifferences
{
    /// <summary>Most that are told; whether the values are equal is right beyond it.</summary>
    public const int Most = 100;

    private const int LongestValue = 200;

    private readonly List<JsonDifference> _found = [];
    private readonly List<string> _path = [];

    private JsonDifferences() { }

    /// <summary>Empty when they are equal.</summary>
    public static IReadOnlyList<JsonDifference> Between(JsonElement original, JsonElement replay)
    {
        var differences = new JsonDifferences();
        differences.Compare(original, replay);
        return differences._found;
    }

    private bool IsFull => _found.Count >= Most;

    private void Compare(JsonElement original, JsonElement replay)
    {
        if (IsFull) return;
        if (original.ValueKind == JsonValueKind.Object && replay.ValueKind == JsonValueKind.Object) CompareObjects(original, replay);
        else if (original.ValueKind == JsonValueKind.Array && replay.ValueKind == JsonValueKind.Array) CompareLists(original, replay);
        else if (!JsonEquality.AreEqual(original, replay)) Add(original, replay);
    }

    private void CompareObjects(JsonElement original, JsonElement replay)
    {
        var (before, after) = (JsonAnswer.Properties(original), JsonAnswer.Properties(replay));
        foreach (var (name, value) in before) At(name, value, after.TryGetValue(name, out var other) ? other : null);
        foreach (var (name, value) in after)
        {
            if (!before.ContainsKey(name)) At(name, null, value);
        }
    }

    private void CompareLists(JsonElement original, JsonElement replay)
    {
        using var before = original.EnumerateArray();
        using var after = replay.EnumerateArray();
        for (var i = 0; !IsFull; i++)
        {
            JsonElement? one = before.MoveNext() ? before.Current : null;
            JsonElement? other = after.MoveNext() ? after.Current : null;
            if (one is null && other is null) return;
            At(i.ToString(System.Globalization.CultureInfo.InvariantCulture), one, other);
        }
    }

    private void At(string step, JsonElement? original, JsonElement? replay)
    {
        _path.Add(step);
        if (original is { } one && replay is { } other) Compare(one, other);
        else Add(original, replay);
        _path.RemoveAt(_path.Count - 1);
    }

    private void Add(JsonElement? original, JsonElement? replay)
    {
        if (!IsFull) _found.Add(new JsonDifference(string.Concat(_path.Select(Step)), Shown(original), Shown(replay)));
    }

    private static string Step(string name) => "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string? Shown(JsonElement? value) => value is { } json ? Preview.Of(json.GetRawText(), LongestValue) : null;
}
