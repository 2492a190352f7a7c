using System.Globalization;
using System.Text.Json.Nodes;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>
/// What was asked and answered: everything another project expects to see of it must stand in the record's request or answer, word for word, and whose turn it was in the same order.
/// The forms it is wrapped in (parts, types, indexes) are each project's own.
/// </summary>
internal static class ClaimContent
{
    private static readonly HashSet<string> _forms = new(StringComparer.Ordinal) { "type", "index", "interrupted", "extra", "kind", "part_kind", "object", "created", "created_at", "mime_type", "state" };

    public static Finding Input(Recorded record, IReadOnlyList<string> below, Claim claim)
    {
        var request = record.Json["request"] as JsonObject;
        if (claim.Subject.Contains("tools", StringComparison.Ordinal) && below.Count > 0 && below[0] == "tools") return Says(request?["tools"], claim.Expected, claim.IsNot);
        return Check(claim, below, request?["messages"] is not null || request?["prompt"] is not null || HasArguments(record, request), [request, record.Document.Name is { } name ? JsonValue.Create(name) : null], Roles(request?["messages"]), Turns(request?["messages"]));
    }

    public static Finding Output(Recorded record, IReadOnlyList<string> below, Claim claim)
    {
        var response = record.Json["response"] as JsonObject;
        var has = response is not null && (response["content"] is not null || response["tool_calls"] is not null || response["reasoning"] is not null);
        return Check(claim, below, has, [response], ["assistant"], has ? 1 : 0);
    }

    public static Finding Names(JsonNode? list, IReadOnlyList<string> below, Claim claim)
    {
        var names = (list as JsonArray ?? []).Select(item => (item?["name"] ?? item?["function"]?["name"])?.ToString()).ToList();
        if (below.Count > 0 || claim.Relation is "toHaveLength") return claim.Relation is "toHaveLength" ? ClaimCheck.Same(claim, names.Count.ToString(CultureInfo.InvariantCulture)) : Says(list, claim.Expected, claim.IsNot);
        if (claim.Relation is "toBeDefined") return Finding.Of(names.Count > 0, "no names");
        if (claim.Relation is "toHaveProperty") return Finding.Of(names.Contains(claim.Expected?.ToString(), StringComparer.Ordinal), "names");
        return claim.Expected is JsonArray expected ? Finding.Of(expected.Select(name => name!.ToString()).SequenceEqual(names.OfType<string>(), StringComparer.Ordinal), "names") : Finding.None("a form inside that project");
    }

    public static Finding Says(JsonNode? said, JsonNode? expected, bool isNot)
    {
        if (expected is null) return Finding.Of(said is null);
        var missing = Missing([said], expected);
        return Finding.Of(missing.Count == 0 != isNot, $"not in it: {string.Join(" | ", missing.Take(3))}");
    }

    private static Finding Check(Claim claim, IReadOnlyList<string> below, bool has, IReadOnlyList<JsonNode?> said, IReadOnlyList<string> roles, int turns)
    {
        switch (claim.Relation)
        {
            case "toBeDefined" or "toBeTruthy": return Finding.Of(has != claim.IsNot, claim.IsNot ? "is there" : "is missing");
            case "toBeUndefined" or "toBeNull": return Finding.Of(!has, "is there");
            case "toHaveLength": return claim.Expected is JsonValue number ? Finding.Of(number.GetValue<double>() <= turns || said.Any(one => one is not null), "turns") : Finding.None("a form inside that project");
            case "toContain": return Says(said[0], claim.Expected, claim.IsNot);
        }

        if (claim.Expected is null) return Finding.Of(!has, "is there");
        if (claim.Expected is JsonObject { Count: 0 }) return Finding.None("what one of that project's adapters leaves to the others");
        if (below is [.., "role"]) return Finding.Of(roles.Contains(Role(claim.Expected.ToString()), StringComparer.Ordinal), "role");
        // Why an earlier answer of the conversation ended stands in the record of that answer.
        var missing = Missing(said, IsInput(claim) ? Without(claim.Expected, "finish_reason") : claim.Expected);
        if (missing.Count > 0) return Finding.Of(claim.IsNot, $"not in it: {string.Join(" | ", missing.Take(3))}");
        var expectedRoles = RolesIn(claim.Expected);
        return Finding.Of(expectedRoles.Count == 0 || !IsInput(claim) || expectedRoles.SequenceEqual(roles, StringComparer.Ordinal), $"expected turns {string.Join(',', expectedRoles)}, found {string.Join(',', roles)}");
    }

    private static bool IsInput(Claim claim) => claim.Subject.Contains("nput", StringComparison.Ordinal) || claim.Subject.StartsWith("prompt", StringComparison.Ordinal);

    private static List<string> Missing(IReadOnlyList<JsonNode?> said, JsonNode expected)
    {
        var words = said.SelectMany(node => ClaimMetadata.Leaves(node)).Select(leaf => ClaimCheck.Text(leaf.Value)).ToList();
        var whole = string.Join(' ', words);
        return [.. Expected(expected).Where(text => text.Length > 0 && !words.Contains(text, StringComparer.Ordinal) && !whole.Contains(text, StringComparison.Ordinal))];
    }

    /// <summary>Texts and numbers an expected value consists of, without those that only name its form.</summary>
    private static IEnumerable<string> Expected(JsonNode? node)
    {
        if (node is JsonValue text && text.TryGetValue<string>(out var said) && said.Length > 1 && said[0] is '{' or '[')
        {
            JsonNode? inner = null;
            try
            {
                inner = JsonNode.Parse(said);
            }
            catch (System.Text.Json.JsonException)
            {
                // A text that only begins as JSON does.
            }

            return inner is null ? [ClaimCheck.Text(node)] : Expected(inner);
        }

        return node switch
        {
            // The id of a message is its instrumentation's; the id of a call is what its result is found by.
            JsonObject all => all.Where(member => member.Value is not null && member.Key != "role" && !_forms.Contains(member.Key) && (member.Key != "id" || all.ContainsKey("name") || all.ContainsKey("function"))).SelectMany(member => Expected(member.Value)),
            JsonArray list => list.SelectMany(Expected),
            JsonValue => [ClaimCheck.Text(node)],
            _ => [],
        };
    }

    private static JsonNode Without(JsonNode node, string name)
    {
        var copy = node.DeepClone();
        foreach (var item in (copy as JsonArray ?? []).OfType<JsonObject>()) item.Remove(name);
        return copy;
    }

    private static List<string> RolesIn(JsonNode? node)
    {
        if (node is JsonValue text && text.TryGetValue<string>(out var said) && said.Length > 1 && said[0] is '{' or '[')
        {
            try
            {
                node = JsonNode.Parse(said);
            }
            catch (System.Text.Json.JsonException)
            {
                return [];
            }
        }

        return node switch
        {
            JsonObject one when one["role"] is JsonValue role => [Role(role.ToString())],
            JsonObject all => [.. all.SelectMany(member => RolesIn(member.Value))],
            JsonArray list => [.. list.SelectMany(RolesIn)],
            _ => [],
        };
    }

    private static string Role(string role) => role switch { "human" => "user", "ai" or "model" => "assistant", "developer" => "system", _ => role };

    private static List<string> Roles(JsonNode? messages) => [.. (messages as JsonArray ?? []).Select(message => message?["role"]?.ToString() ?? "").Where(role => role.Length > 0)];

    private static int Turns(JsonNode? messages) => (messages as JsonArray)?.Count ?? 1;

    /// <summary>Parameters of a call of a model are what was set; those of a tool or step are what it was given.</summary>
    private static bool HasArguments(Recorded record, JsonObject? request) => request?["parameters"] is not null && record.Document.Kind is not ("llm" or "embedding");
}
