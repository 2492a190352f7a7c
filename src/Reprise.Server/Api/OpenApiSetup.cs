using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Reprise.Server.Status;

namespace Reprise.Server.Api;

/// <summary>Describes the API as OpenAPI 3.1. The page's types are generated from it, so names and optional members are exact.</summary>
internal static class OpenApiSetup
{
    /// <summary>What concerns the whole installation.</summary>
    private static readonly string[] s_projectless = ["api/projects/", "api/users", "api/me/", "api/sign-"];

    public static IServiceCollection AddRepriseOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = api => api.RelativePath is { } path && (path.StartsWith("api/", StringComparison.Ordinal) || path.StartsWith("health/", StringComparison.Ordinal) || path == "metrics");
        options.CreateSchemaReferenceId = NameOf;
        options.AddSchemaTransformer(TransformSchemaAsync);
        options.AddOperationTransformer(AddProjectAsync);
        options.AddDocumentTransformer(DescribeAsync);
    });

    /// <summary><c>SummaryDocument</c> is <c>InteractionSummary</c> to the world; of the others only the suffix goes.</summary>
    private static string? NameOf(JsonTypeInfo type)
    {
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return name switch
        {
            null or "JsonElement" => null,
            "SummaryDocument" => "InteractionSummary",
            "ProblemDetails" => "Problem",
            // The policy itself has the name without the suffix.
            "PrivacyPolicyDocument" => "ProjectPrivacy",
            _ when name.EndsWith("Document", StringComparison.Ordinal) => name[..^"Document".Length],
            _ => name,
        };
    }

    /// <summary>An unknown value is left out and never null, so a schema has no null in it.</summary>
    private static Task TransformSchemaAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        schema.Type &= ~JsonSchemaType.Null;
        if (context.JsonTypeInfo.Type == typeof(DateTimeOffset) || context.JsonTypeInfo.Type == typeof(DateTimeOffset?))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
        }

        return Task.CompletedTask;
    }

    private static Task AddProjectAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) != true) return Task.CompletedTask;
        if (context.Description.RelativePath is "api/fields" or "api/status" or "api/prices" or "api/projects" or "api/me") return Task.CompletedTask;
        if (s_projectless.Any(prefix => context.Description.RelativePath.StartsWith(prefix, StringComparison.Ordinal))) return Task.CompletedTask;
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = RequestProject.Header,
            In = ParameterLocation.Header,
            Description = "The project; `default` when left out. `?project=` does the same where headers cannot be set.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        return Task.CompletedTask;
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Reprise",
            Version = StatusReport.Version,
            Description = "Records every LLM, tool and user interaction. Values that are not known are left out. Problems are RFC 9457 problem details.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [];
        foreach (var schema in document.Components?.Schemas?.Values.OfType<OpenApiSchema>() ?? []) RemoveNullChoices(schema);
        foreach (var body in document.Paths.Values.SelectMany(static path => path.Operations ?? []).SelectMany(static operation => operation.Value.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>()))
        {
            // A body that may be left out is not null either.
            if (ChoiceOf(body.Value.Schema) is { } only) body.Value.Schema = only;
        }

        // The one place where null means something: a group of interactions without the value grouped by.
        if (document.Components?.Schemas?["AggregateRow"].Properties?["group"].Items is OpenApiSchema group) group.Type = JsonSchemaType.String | JsonSchemaType.Null;
        return Task.CompletedTask;
    }

    /// <summary>An optional object is described as null or that object; it is never null here.</summary>
    private static void RemoveNullChoices(OpenApiSchema schema)
    {
        foreach (var (name, property) in schema.Properties?.ToList() ?? [])
        {
            if (ChoiceOf(property) is { } only) schema.Properties![name] = only;
        }
    }

    private static IOpenApiSchema? ChoiceOf(IOpenApiSchema? schema) =>
        schema?.OneOf?.Where(static choice => choice is not OpenApiSchema { Type: JsonSchemaType.Null }).ToList() is [var only] ? only : null;
}
