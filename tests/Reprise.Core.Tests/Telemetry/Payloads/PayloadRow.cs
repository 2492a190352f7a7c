using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Reprise.Core.Tests.Telemetry;

/// <summary>One payload with what the test it comes from says must become of it.</summary>
internal sealed class PayloadRow(JsonElement json)
{
    private static readonly string[] _counts = ["observations", "spans", "eventinputs"];
    private readonly JsonNode? _case = json.TryGetProperty("upstream_case", out var given) ? JsonNode.Parse(given.GetRawText()) : null;

    public string Name { get; } = json.GetProperty("name").GetString()!;
    public string Family { get; } = json.GetProperty("family").GetString()!;
    public IReadOnlyList<Recorded> Records { get; } = Recorded.Of(json.GetProperty("otlp"));

    public IEnumerable<(string Text, Finding Finding)> Findings()
    {
        foreach (var assertion in json.GetProperty("upstream_assertions").EnumerateArray().Select(item => item.GetString()!))
        {
            var claims = assertion.Contains("spec.entityAttributeKey", StringComparison.Ordinal) ? OfSpecification() : Claim.Of(assertion, Variable);
            if (claims.Count == 0) yield return (assertion, Finding.None("no comparison"));
            foreach (var claim in claims)
            {
                foreach (var finding in Find(claim)) yield return ($"{claim.Subject} {(claim.IsNot ? "not " : "")}{claim.Relation} {claim.Expected?.ToJsonString() ?? "null"}", finding);
            }
        }
    }

    /// <summary>Rows of a table in that test: an attribute, and the field it is expected in.</summary>
    private IReadOnlyList<Claim> OfSpecification()
    {
        if ((_case as JsonArray)?[^1] is not JsonObject row || row["entityAttributeKey"] is not JsonValue key) return [];
        var root = row["entity"]?.ToString() == "trace" ? "traceEvent" : "observationEvent";
        return [new Claim(root, ["body", .. key.ToString().Split('.')], $"{root}.body.{key}", "toEqual", IsNot: false, row["entityAttributeValue"]?.DeepClone(), IsExpectedKnown: true)];
    }

    private JsonNode? Variable(string name) => _case switch
    {
        JsonObject row => row[name],
        JsonArray { Count: > 1 } row when name.StartsWith("expected", StringComparison.Ordinal) => row[1],
        _ => null,
    };

    private IEnumerable<Finding> Find(Claim claim)
    {
        // Events of a kind that became of a payload.
        if (Regex.Match(claim.Subject, @"\.some\(\(\w+\)=>\w+\.type===(?<type>[^)]+?),?\)$", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } some)
        {
            var known = ScriptValue.TryRead(some.Groups["type"].Value, Variable, out var type);
            return [known ? Finding.Of(Records.Any(record => ClaimKind.Matches(record, type!.ToString())) == (claim.Expected?.ToString() == "true"), "kinds") : Finding.None("compared with a variable of that test")];
        }

        if (Regex.Match(claim.Subject, @"\.map\(\((?<one>\w+)\)=>\k<one>\.(?<path>[\w.]+),?\)$", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } map && claim.Expected is JsonArray { Count: > 0 } all)
            return ClaimCheck.Check(Records[0], isOfTrace: false, Below([.. map.Groups["path"].Value.Split('.')]), claim with { Expected = all[0]?.DeepClone() });

        if (claim.Subject.Contains("=>", StringComparison.Ordinal) || claim.Subject.Contains("forminpr", StringComparison.Ordinal) || Regex.IsMatch(claim.Subject, @"\w\(|typeof|^\[|^\(", RegexOptions.None, TimeSpan.FromSeconds(1))) return [Finding.None("a function of that project")];
        var root = ClaimCheck.Plain(claim.Root);
        if (claim.Path is ["length"] || claim.Relation == "toHaveLength" && claim.Path.Count == 0) return [Count(root, claim)];
        if (root == "features") return Agenta(claim);
        // Some rows keep one of several payloads of their test.
        if (root.StartsWith("llm", StringComparison.Ordinal) && !json.GetProperty("otlp").GetRawText().Contains("llm", StringComparison.Ordinal)) return [Finding.None("a span that is not in the payload")];
        if (root == "tools" && claim.IsNot) return [Finding.None("a form inside that project")];
        if (root is "inputsum" or "inputbucketsum" or "outputsum" or "outputbucketsum" or "usagedetails" or "tools" or "metadataattributes") return ClaimCheck.Check(Records[0], false, [claim.Root, .. claim.Path], claim);
        if (root is "textpart" or "assistant" && claim.Path.Count == 1) return claim.Path[0] == "role" ? [Finding.Of(Records[0].Document.Response is not null, "no answer")] : [ClaimContent.Output(Records[0], [], claim)];
        if (root is "parsedinput" or "parsedeventinput" or "parsedoutput") return ClaimCheck.Check(Records[0], false, [root.EndsWith("input", StringComparison.Ordinal) ? "input" : "output", .. claim.Path], claim);
        if (root is "prompt" or "completion") return [Turns(root, claim)];
        if (root == "toolcall") return [claim.Path.Count == 0 || claim.IsNot ? Finding.None("a form inside that project") : ClaimContent.Says(Records[0].Json["response"]?["tool_calls"], claim.Expected, claim.IsNot)];
        if (Of(root, claim) is not { } found) return [Finding.None($"'{claim.Root}' is a name of that test alone")];
        return ClaimCheck.Check(found.Record, found.IsOfTrace, Below(found.Path), claim);
    }

    private Finding Count(string root, Claim claim)
    {
        if (claim.Expected is not JsonValue number || !number.TryGetValue<double>(out var expected)) return Finding.None("compared with a variable of that test");
        var kind = Regex.Match(root, @"^(?<kind>tool|generation|embedding|span|nonspan)events$", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["kind"].Value;
        if (kind == "nonspan") return Finding.Of(Records.Count(record => !ClaimKind.Matches(record, "span")) == expected, "records");
        if (kind.Length > 0) return Finding.Of(Records.Count(record => ClaimKind.Matches(record, kind)) == expected, "records");
        if (root == "observationevents") return Finding.Of(Records.Count == expected, "records");
        if (root == "traces") return Finding.Of(Records.Select(record => record.Document.TraceId).Distinct(StringComparer.Ordinal).Count() == expected, "traces");
        return _counts.Contains(root, StringComparer.Ordinal) && expected > 0 ? Finding.Of(Records.Count == expected, "records") : Finding.None("how many events that project makes of a payload");
    }

    private Finding Turns(string root, Claim claim)
    {
        if (claim.Path.Count == 0 || claim.Path is [_, "role"]) return Finding.None("a form inside that project");
        return root == "prompt" ? ClaimContent.Input(Records[0], [.. claim.Path], claim) : ClaimContent.Output(Records[0], [.. claim.Path], claim);
    }

    /// <summary>Agenta keeps five bags: data, meta, metrics, type, and people.</summary>
    private IEnumerable<Finding> Agenta(Claim claim)
    {
        var record = Records[0];
        var path = claim.Path.SelectMany((name, i) => i == 0 ? [name] : i == 1 ? [.. name.Split('.', 3)] : new[] { name }).ToList();
        if (!claim.IsExpectedKnown) return [Finding.None("compared with a variable of that test")];
        if (path.Count < 2 || claim.Expected is JsonObject { Count: 0 }) return [Finding.None("what one of that project's adapters leaves to the others")];
        var rest = path.Skip(2).ToList();
        return (path[0], path[1]) switch
        {
            ("data", "inputs") when rest.Count > 0 && rest[0].StartsWith("tools", StringComparison.Ordinal) => [Tools(record, claim, rest)],
            ("data", "inputs") => [ClaimContent.Input(record, rest, claim)],
            ("data", "outputs") => [ClaimContent.Output(record, rest, claim)],
            ("type", _) => [ClaimKind.Check(record, claim)],
            ("session", _) => [ClaimCheck.Same(claim, record.Document.SessionId)],
            ("user", _) => [ClaimCheck.Same(claim, record.Document.UserId)],
            ("metrics", _) => [ClaimTokens.Named(record, path[^1].Replace("tokens.", "", StringComparison.Ordinal).Replace("costs.", "", StringComparison.Ordinal), claim)],
            ("meta", _) => [Meta(record, claim, string.Join('.', path.Skip(1)))],
            _ => [Finding.None("a bag of that project")],
        };
    }

    private static Finding Tools(Recorded record, Claim claim, List<string> rest)
    {
        if (claim.Relation == "toBeDefined") return Finding.None("a form inside that project");
        return ClaimContent.Says(record.Json["request"]?["tools"], claim.Expected, claim.IsNot);
    }

    private static Finding Meta(Recorded record, Claim claim, string name)
    {
        var d = record.Document;
        return name switch
        {
            _ when claim.Expected is null && claim.Relation == "toBeDefined" => Finding.Of(ClaimMetadata.Has(record, name) != claim.IsNot, "metadata"),
            "request.model" or "response.model" => ClaimCheck.Same(claim, d.Model, d.ResponseModel),
            "system" or "provider.name" => ClaimCheck.Same(claim, d.Provider, ClaimCheck.Found(record, "ai.model.provider"), ClaimCheck.Found(record, "gen_ai.system")),
            "response.finish_reasons" => ClaimContent.Says(record.Json["response"], claim.Expected, claim.IsNot),
            "tool.call.arguments" or "tool.call.result" or "final_result" => ClaimContent.Says(new JsonArray(record.Json["request"]?.DeepClone(), record.Json["response"]?.DeepClone()), claim.Expected, claim.IsNot),
            _ when name.StartsWith("request.", StringComparison.Ordinal) => record.Json["request"]?["parameters"]?[name["request.".Length..]] is { } parameter && claim.Expected is not JsonValue ? ClaimContent.Says(parameter, claim.Expected, claim.IsNot) : ClaimCheck.Same(claim, record.Json["request"]?["parameters"]?[name["request.".Length..]]?.ToString()),
            _ => ClaimCheck.Same(claim, ClaimCheck.Found(record, name)),
        };
    }

    /// <summary>Which record a name of that test means: by the kind or the index in it, or the only one there is.</summary>
    private (Recorded Record, bool IsOfTrace, IReadOnlyList<string> Path)? Of(string root, Claim claim)
    {
        var isOfTrace = root.StartsWith("trace", StringComparison.Ordinal) && !root.StartsWith("traceloop", StringComparison.Ordinal);
        var path = claim.Path;
        var candidates = Records;
        foreach (var kind in (ReadOnlySpan<string>)["tool", "generation", "embedding", "retriever", "span", "llm"])
        {
            if (root.StartsWith(kind, StringComparison.Ordinal) && root is not ("span" or "spans") && candidates.Count > 1) candidates = [.. candidates.Where(record => ClaimKind.Matches(record, kind))];
        }

        var index = path.Count > 0 && int.TryParse(path[0], out var at) ? at : (int?)null;
        if (index is not null) path = [.. path.Skip(1)];
        if (index is { } i && candidates.Count > 1 && i >= 0) candidates = !isOfTrace && i < candidates.Count ? [candidates[i]] : [];
        if (!Regex.IsMatch(root, "event|obs|span|gen|tool|trace|detail|^d$|embedding|retriever|mapped|record|result", RegexOptions.None, TimeSpan.FromSeconds(1)) || root == "result") return null;
        return candidates.Count == 1 ? (candidates[0], isOfTrace, path) : null;
    }

    private static IReadOnlyList<string> Below(IReadOnlyList<string> path) => path.Count > 0 && path[0] == "body" ? [.. path.Skip(1)] : path.Count > 1 && path[0] == "spans" && path[1] == "0" ? [.. path.Skip(2)] : path;
}
