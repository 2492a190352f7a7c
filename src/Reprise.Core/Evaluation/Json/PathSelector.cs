using System.Text.Json;

namespace Reprise.Evaluation.Json;

/// <summary>One step from a value to some of its children.</summary>
internal abstract class PathSelector
{
    public abstract IEnumerable<JsonElement> Select(JsonElement value, PathSearch search);
}

internal sealed class NameSelector(string name) : PathSelector
{
    public override IEnumerable<JsonElement> Select(JsonElement value, PathSearch search) =>
        value.ValueKind == JsonValueKind.Object && search.TakeLookup(value) && value.TryGetProperty(name, out var found) ? [found] : [];
}

internal sealed class IndexSelector(int index) : PathSelector
{
    public override IEnumerable<JsonElement> Select(JsonElement value, PathSearch search)
    {
        if (value.ValueKind != JsonValueKind.Array || !search.TakeLookup(value)) return [];
        var length = value.GetArrayLength();
        var place = index < 0 ? length + index : index;
        return place >= 0 && place < length ? [value[place]] : [];
    }
}

internal sealed class WildcardSelector : PathSelector
{
    public override IEnumerable<JsonElement> Select(JsonElement value, PathSearch search) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray(),
        JsonValueKind.Object => value.EnumerateObject().Select(static property => property.Value),
        _ => [],
    };
}

/// <summary>A slice, as RFC 9535 section 2.3.4 counts it.</summary>
internal sealed class SliceSelector(int? start, int? end, int step) : PathSelector
{
    public override IEnumerable<JsonElement> Select(JsonElement value, PathSearch search)
    {
        if (value.ValueKind != JsonValueKind.Array || step == 0 || !search.TakeLookup(value)) yield break;
        var items = value.EnumerateArray().ToArray();
        long length = items.Length;
        var from = Normal(start ?? (step > 0 ? 0 : length - 1), length, start is null);
        var to = Normal(end ?? (step > 0 ? length : -length - 1), length, false);
        if (step > 0)
        {
            for (var i = Math.Clamp(from, 0, length); i < Math.Clamp(to, 0, length); i += step) yield return items[i];
        }
        else
        {
            for (var i = Math.Clamp(from, -1, length - 1); i > Math.Clamp(to, -1, length - 1); i += step) yield return items[i];
        }
    }

    private static long Normal(long index, long length, bool isGiven) => isGiven || index >= 0 ? index : length + index;
}

/// <summary>Children for which a condition holds.</summary>
internal sealed class FilterSelector(PathCondition condition) : PathSelector
{
    public override IEnumerable<JsonElement> Select(JsonElement value, PathSearch search) =>
        new WildcardSelector().Select(value, search).TakeWhile(_ => search.Take()).Where(child => condition(child, search));
}

/// <summary>Whether something holds for a value.</summary>
internal delegate bool PathCondition(JsonElement value, PathSearch search);
