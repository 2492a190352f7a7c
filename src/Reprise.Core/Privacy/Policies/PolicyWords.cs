using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Privacy.Policies;

/// <summary>Writes the choices of a policy as words, such as <c>format_preserving</c>.</summary>
public sealed class PolicyWords<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
