using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Interactions;
using Reprise.Server.Access;
using Reprise.Store;

namespace Reprise.Server.Aggregates;

/// <summary>The vocabulary of the filter language, for completion and help.</summary>
internal static class FieldEndpoints
{
    public static IEndpointRouteBuilder MapFields(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/fields", List).WithTags("aggregates").WithName("listFields").Needs(Permission.SignedIn).WithSummary("The fields filters and groups know");
        return routes;
    }

    private static Ok<FieldListDocument> List() => TypedResults.Ok(new FieldListDocument
    {
        Items = [.. FilterFields.All.Select(field => new FieldDocument
        {
            Name = field.Name,
            Type = TypeOf(field.Type),
            CanGroup = field.CanGroup,
            Description = field.Description,
            Values = field.Name switch
            {
                "kind" => Words.Kinds,
                "status" => Words.Statuses,
                "cache" => ["hit", "semantic", "miss", "bypass"],
                _ => null,
            },
        })],
    });

    private static string TypeOf(FilterFieldType type) => type switch
    {
        FilterFieldType.Number => "number",
        FilterFieldType.Time => "time",
        FilterFieldType.Flag => "flag",
        FilterFieldType.TextSet => "text_set",
        _ => "text",
    };
}

internal sealed record FieldListDocument
{
    public required IReadOnlyList<FieldDocument> Items { get; init; }
}

/// <summary>A field of the filter language.</summary>
internal sealed record FieldDocument
{
    public required string Name { get; init; }

    /// <summary>`text`, `number`, `time`, `flag` or `text_set`.</summary>
    public required string Type { get; init; }

    /// <summary>Whether aggregates may group by it.</summary>
    public required bool CanGroup { get; init; }
    public required string Description { get; init; }

    /// <summary>All values it can have, where they are few.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
