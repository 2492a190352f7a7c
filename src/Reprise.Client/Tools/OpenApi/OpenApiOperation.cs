using System.Text.Json;

namespace Reprise.Client.Tools;

/// <summary>One operation of an API, as it is called.</summary>
internal sealed record OpenApiOperation
{
    public required string Id { get; init; }
    public required string Method { get; init; }

    /// <summary>With its places: <c>/pets/{petId}</c>.</summary>
    public required string Path { get; init; }
    public required Uri Server { get; init; }
    public string Description { get; init; } = "";
    public IReadOnlyList<OpenApiParameter> Parameters { get; init; } = [];

    /// <summary>Null where it takes none.</summary>
    public OpenApiBody? Body { get; init; }

    /// <summary>Of the arguments.</summary>
    public required JsonElement Schema { get; init; }
    public bool IsSafe => Method is "GET" or "HEAD";
}

/// <param name="Argument">What the caller calls it.</param>
/// <param name="Name">What the API calls it.</param>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="IsRequired">Whether it must be said.</param>
/// <param name="Style">How lists and objects are written.</param>
/// <param name="Explodes">Whether each item of a list stands by itself.</param>
/// <param name="IsJson">Whether the value is written as JSON.</param>
internal sealed record OpenApiParameter(string Argument, string Name, string In, bool IsRequired, string Style, bool Explodes, bool IsJson);

/// <param name="Argument">What the caller calls it.</param>
/// <param name="MediaType">As it is sent.</param>
/// <param name="IsRequired">Whether it must be said.</param>
internal sealed record OpenApiBody(string Argument, string MediaType, bool IsRequired);
