using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Cache.Tools;

/// <summary>Calls that came by a log and not through the gateway, whose calls are kept under their own keys.</summary>
public static class LoggedCalls
{
    private const string LogDialect = "reprise";

    /// <summary>Selects them from the record.</summary>
    public static Filter Filter { get; } = new AndFilter(
    [
        new FieldFilter(Field("name"), FilterOperator.Present, null),
        new FieldFilter(Field("cache"), FilterOperator.Missing, null),
        new OrFilter([Is("kind", "tool"), Is("kind", "check"), Is("kind", "cli_command"), Is("kind", "api_request"), new AndFilter([Is("kind", "llm"), Is("dialect", LogDialect)])]),
    ]);

    public static bool Has(Interaction call) => call is { Name: not null, Cache: null } && call.Kind switch
    {
        InteractionKind.Tool or InteractionKind.Check or InteractionKind.CliCommand or InteractionKind.ApiRequest => true,
        InteractionKind.Llm => call.Dialect == LogDialect,
        _ => false,
    };

    private static FieldFilter Is(string field, string value) => new(Field(field), FilterOperator.Equal, value);

    private static FilterField Field(string name) => FilterFields.Find(name)!;
}
