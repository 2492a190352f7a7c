using Microsoft.AspNetCore.Mvc;

namespace Reprise.Server.Api;

/// <summary>A request that cannot be answered, as RFC 9457 tells it. Thrown where a request is read, written by <see cref="ProblemHandler"/>.</summary>
internal sealed class ApiProblem(int status, string type, string title, string detail) : Exception(detail)
{
    /// <summary>Further members of the problem, such as the position of a mistake.</summary>
    public Dictionary<string, object?> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>When trying again makes sense; becomes the Retry-After header.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public ProblemDetails Details => new()
    {
        Status = status,
        Type = $"/problems/{type}",
        Title = title,
        Detail = Message,
        Extensions = Members,
    };

    public static ApiProblem InteractionNotFound(string id, string project) =>
        new(404, "interaction-not-found", "Interaction not found", $"No interaction {id} in project '{project}'. It may have been deleted, or belong to another project.");

    public static ApiProblem InvalidId(string id) =>
        new(400, "invalid-parameter", "Not an interaction id", $"'{Short(id)}' is not an interaction id; expected a UUID such as 01997f2c-8a3e-7cc1-9d5b-0242ac120002.");

    public static ApiProblem InvalidParameter(string name, string detail)
    {
        var problem = new ApiProblem(400, "invalid-parameter", $"The parameter '{name}' cannot be used", detail);
        problem.Members["parameter"] = name;
        return problem;
    }

    public static ApiProblem TooLarge(string detail) => new(413, "too-large", "Too large", detail);

    public static ApiProblem StoreUnavailable(string detail) =>
        new(503, "store-unavailable", "The store is not available", $"{detail} Nothing of this request is lost if it is sent again.") { RetryAfter = TimeSpan.FromSeconds(2) };

    public static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
