using System.Text.Json;

namespace Reprise.Evaluation.Json;

/// <summary>Keywords about lists.</summary>
internal static class ArrayChecks
{
    public static SchemaCheck Unique { get; } = static (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Array) return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in value.EnumerateArray())
        {
            run.Spend(1);
            if (seen.Add(JsonValues.Canonical(item))) continue;
            run.Fail("holds a value twice");
            return;
        }
    };

    /// <param name="schema">What the items must be.</param>
    /// <param name="from">Index of the first that must.</param>
    public static SchemaCheck Items(SchemaNode schema, int from) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Array) return;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (index >= from)
            {
                run.Enter(index);
                schema.Check(item, run);
                run.Leave();
            }

            index++;
        }
    };

    public static SchemaCheck PrefixItems(SchemaNode[] schemas) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Array) return;
        var index = 0;
        foreach (var (item, schema) in value.EnumerateArray().Zip(schemas))
        {
            run.Enter(index++);
            schema.Check(item, run);
            run.Leave();
        }
    };

    public static SchemaCheck Contains(SchemaNode schema, long least, long? most) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Array) return;
        var count = value.EnumerateArray().Count(item => schema.Fits(item, run));
        if (count < least || count > most) run.Fail($"holds {count} of the items that are asked for, expected {(count < least ? "at least" : "at most")} {(count < least ? least : most)}");
    };

    public static SchemaCheck Count(long limit, bool least) => (value, run) =>
    {
        if (value.ValueKind != JsonValueKind.Array) return;
        var count = value.GetArrayLength();
        if (least ? count < limit : count > limit) run.Fail($"has {count} items, expected {(least ? "at least" : "at most")} {limit}");
    };
}
