using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Aggregates;

/// <summary>Reads the parameters only aggregates have.</summary>
internal static class AggregateParameters
{
    private const int MaxGroupFields = 2;

    public static TimeSpan? Bucket(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return ListQuery.Span(text) is { Ticks: > 0 } width ? width : throw ApiProblem.InvalidParameter("bucket", $"'{ApiProblem.Short(text)}' is no width; expected such as 30s, 5m, 1h, 1d or 1w.");
    }

    public static IReadOnlyList<string> GroupBy(string? text)
    {
        var names = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > MaxGroupFields) throw ApiProblem.InvalidParameter("group_by", $"At most {MaxGroupFields} fields can be grouped by; found {names.Length}.");
        foreach (var name in names)
        {
            var field = FilterFields.Find(name) ?? throw ApiProblem.InvalidParameter("group_by", $"There is no field '{ApiProblem.Short(name)}'; /api/fields lists them all.");
            if (!field.CanGroup) throw ApiProblem.InvalidParameter("group_by", $"The field '{name}' cannot be grouped by; /api/fields says which can.");
        }

        return names;
    }
}
