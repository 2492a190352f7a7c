using Reprise.Access;
using Reprise.Documents;
using Reprise.Server.Access;

namespace Reprise.Server.Api;

/// <summary>Publishes the JSON Schema of the record.</summary>
internal static class SchemaEndpoints
{
    public static IEndpointRouteBuilder MapSchemas(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/schemas/interaction.json", () => Results.Bytes(InteractionSchema.Json, "application/schema+json")).Needs(Permission.Public).ExcludeFromDescription();
        return routes;
    }
}
