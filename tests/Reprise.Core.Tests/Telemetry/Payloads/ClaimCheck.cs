using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Telemetry;

namespace Reprise.Core.Tests.Telemetry;

internal enum Verdict
{
    Passed,
    Failed,

    /// <summary>Nothing that a record of ours could say.</summary>
    NotAboutTheRecord,
}

internal readonly record struct Finding(Verdict Verdict, string Reason)
{
    public static Finding Of(bool passed, string reason = "") => new(passed ? Verdict.Passed : Verdict.Failed, reason);

    public static Finding None(string reason) => new(Verdict.NotAboutTheRecord, reason);
}

/// <summary>
/// Whether a record says what another project's test expects, by one rule for each name that those projects use. Their buckets, spellings and forms are translated; that they made
/// so many events of a payload, what their adapters leave to one another and what their own accounts are called is not about a record.
/// </summary>
internal static class ClaimCheck
{
    public static IEnumerable<Finding> Check(Recorded record, bool isOfTrace, IReadOnlyList<string> path, Claim claim)
    {
        if (path.Count == 0 && claim.Expected is JsonObject whole && claim.Relation is "toEqual" or "toMatchObject" or "toStrictEqual")
        {
            foreach (var (name, value) in whole)
            {
                // LangWatch compares a whole trace; its parameters are everything else in a form of its own.
                if (name == "spans" && value is JsonArray { Count: 1 } spans && spans[0] is JsonObject span)
                {
                    var copy = (JsonObject)span.DeepClone();
                    copy.Remove("params");
                    foreach (var finding in Check(record, isOfTrace: false, [], claim with { Expected = copy })) yield return finding;
                    continue;
                }

                foreach (var finding in Check(record, isOfTrace, [name], claim with { Expected = value, Subject = $"{claim.Subject}.{name}", Relation = "toEqual" })) yield return finding;
            }

            yield break;
        }

        if (path.Count == 0)
        {
            yield return claim.Relation is "toBeDefined" or "toBeTruthy" ? Finding.Of(true) : Finding.None("a form inside that project");
            yield break;
        }

        yield return One(record, isOfTrace, Plain(path[0]), [.. path.Skip(1)], claim);
    }

    /// <summary>A name without underscores and the words its project puts in front.</summary>
    public static string Plain(string name)
    {
        var plain = name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        return plain.StartsWith("provided", StringComparison.Ordinal) ? plain["provided".Length..] : plain;
    }

    private static Finding One(Recorded record, bool isOfTrace, string field, IReadOnlyList<string> below, Claim claim)
    {
        if (!claim.IsExpectedKnown && claim.Relation is not ("toBeDefined" or "toBeUndefined")) return Finding.None("compared with a variable of that test");
        var (json, d) = (record.Json, record.Document);
        switch (field)
        {
            case "input" or "inputs" or "inputmessages" or "systeminstructions" or "prompt": return ClaimContent.Input(record, below, claim);
            case "output" or "outputs" or "outputmessages" or "completion": return ClaimContent.Output(record, below, claim);
            case "usagedetails" or "usage" or "metrics" when claim.Relation != "toBeUndefined" || below.Count > 0: return Usage(record, below, claim);
            case "costdetails": return Cost(record, below, claim);
            case "modelparameters": return Members(json["request"]?["parameters"], below, claim);
            case "metadata" or "metadataattributes" or "params" or "custommetadata" or "metadatanames": return Metadata(record, isOfTrace, below, claim);
            case "model" or "modelname" or "responsemodel": return Same(claim, d.Model, d.ResponseModel);
            case "provider": return Same(claim, d.Provider, Found(record, "gen_ai.system"));
            case "operation": return Same(claim, d.Operation, d.Kind == "llm" ? "chat" : null);
            case "name": return isOfTrace ? Same(claim, record.Trace?["metadata"]?["trace_name"]?.ToString(), d.Name, record.Span.Name) : Same(claim, d.Name ?? "", record.Span.Name == d.Name ? record.Span.Name : null);
            case "tracename": return Same(claim, record.Trace?["metadata"]?["trace_name"]?.ToString());
            case "type": return ClaimKind.Check(record, claim);
            case "level": return Same(claim, d.Status == "error" ? "ERROR" : record.Json["metadata"]?["level"]?.ToString().ToUpperInvariant() ?? "DEFAULT");
            case "statusmessage": return Same(claim, d.ErrorMessage, Found(record, "status_message"));
            case "promptname": return Same(claim, Template(d.PromptTemplate, name: true));
            case "promptversion": return Same(claim, Template(d.PromptTemplate, name: false));
            case "userid": return Same(claim, d.UserId, record.Trace?["user_id"]?.ToString());
            case "sessionid" or "threadid": return Same(claim, d.SessionId, record.Trace?["session_id"]?.ToString());
            case "tags" or "labels": return Tags(record, claim);
            case "environment": return Same(claim, Found(record, "environment") ?? "default");
            case "version" or "release": return Same(claim, Found(record, field));
            case "public": return Same(claim, Found(record, "public") ?? (claim.Expected is JsonValue no && no.ToString() == "false" ? "false" : null));
            case "traceid": return Same(claim, d.TraceId);
            case "spanid": return Same(claim, d.SpanId);
            case "parentspanid" or "parentobservationid" or "parentid": return Same(claim, d.ParentId);
            case "id": return Same(claim, isOfTrace ? d.TraceId : d.SpanId);
            case "starttime" or "starttimeiso" or "timestamp": return claim.Relation is "toBeDefined" ? Finding.Of(d.Timestamp is not null) : Time(claim, d.Timestamp);
            case "endtime" or "endtimeiso": return claim.Relation is "toBeDefined" ? Finding.Of(true) : Time(claim, d.Timestamp + TimeSpan.FromMilliseconds(d.Metrics?.LatencyMs ?? 0));
            case "completionstarttime": return First(record, claim);
            case "timetofirsttokenns": return Same(claim, (d.Metrics?.TtftMs * 1_000_000L)?.ToString(CultureInfo.InvariantCulture));
            case "isstreaming": return Same(claim, d.Stream == true ? "true" : "false");
            case "tokensinput": return ClaimTokens.Slot(record, SpanUsage.Slot.Input, claim);
            case "tokensoutput": return ClaimTokens.Slot(record, SpanUsage.Slot.Output, claim);
            case "tokenscacheread": return ClaimTokens.Slot(record, SpanUsage.Slot.Cached, claim);
            case "tokenscachecreate": return ClaimTokens.Slot(record, SpanUsage.Slot.Write, claim);
            case "tokensreasoning": return ClaimTokens.Slot(record, SpanUsage.Slot.Reasoning, claim);
            case "inputsum" or "inputbucketsum": return ClaimTokens.Exact(record, "prompt_tokens", claim);
            case "outputsum" or "outputbucketsum": return ClaimTokens.Exact(record, "completion_tokens", claim);
            case "tooldefinitions": return ClaimContent.Names(json["request"]?["tools"], below, claim);
            case "toolcallnames" or "toolcalls": return ClaimContent.Names(json["response"]?["tool_calls"], below, claim);
            case "toolcallcount": return Same(claim, (d.Response?.ToolCalls?.Count ?? 0).ToString(CultureInfo.InvariantCulture));
            case "tools": return ClaimContent.Says(json["request"]?["tools"], claim.Expected, claim.IsNot);
            case "error": return claim.Expected is JsonObject error ? Finding.Of(d.Status != "success" && (error["message"]?.ToString() ?? "").Contains(d.ErrorMessage ?? "-", StringComparison.Ordinal), "error") : Finding.Of(claim.Expected is null == (d.Status == "success"), "error");
            case "timestamps": return Finding.Of(claim.Expected is JsonObject times && Math.Abs((times["started_at"]?.GetValue<double>() ?? 0) - (d.Timestamp ?? default).ToUnixTimeMilliseconds()) <= 1, "times");
            case "reservedtracemetadata": return Finding.Of(claim.Expected is JsonObject reserved && Reserved(record, reserved), "trace");
            case { } experiment when experiment.StartsWith("experiment", StringComparison.Ordinal): return Experiment(record, claim, experiment);
            default: return Finding.None($"'{field}' is a name of that project alone");
        }
    }

    /// <summary>Values as texts: numbers and yes or no too, in any case and spacing where they are words.</summary>
    public static Finding Same(Claim claim, params ReadOnlySpan<string?> values)
    {
        var said = values.ToArray().Where(value => value is not null).ToList();
        if (claim.Relation is "toBeDefined" or "toBeTruthy") return Finding.Of(said.Count > 0 != claim.IsNot, "is missing");
        if (claim.Relation is "toBeUndefined" or "toBeNull" || claim.Expected is null) return Finding.Of(said.Count == 0 || said.TrueForAll(text => text!.Length == 0), $"is '{(said.Count > 0 ? said[0] : "")}'");
        var expected = Text(claim.Expected);
        var matches = claim.Relation == "toContain" ? said.Exists(value => value!.Contains(expected, StringComparison.Ordinal)) : said.Exists(value => Text(JsonValue.Create(value)) == expected);
        if (expected.Length == 0) matches |= said.Count == 0;
        return Finding.Of(matches != claim.IsNot, $"expected '{expected}', found '{string.Join("', '", said)}'");
    }

    public static string Text(JsonNode? node)
    {
        if (node is JsonValue value && value.TryGetValue<double>(out var number)) return number.ToString("R", CultureInfo.InvariantCulture);
        var text = node?.ToString() ?? "";
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) && !text.Contains(' ', StringComparison.Ordinal) ? read.ToString("R", CultureInfo.InvariantCulture) : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Trim('"');
    }

    /// <summary>A value of this name in what the record keeps beside its own fields, the trace's included.</summary>
    public static string? Found(Recorded record, string name) => ClaimMetadata.Find(record, name, out var value) ? value?.ToString() : null;

    private static Finding Usage(Recorded record, IReadOnlyList<string> below, Claim claim)
    {
        if (below.Count > 0) return ClaimTokens.Named(record, string.Join('.', below), claim);
        if (claim.Expected is not JsonObject all) return claim.Relation == "toBeDefined" ? Finding.Of(record.Json["metrics"] is not null) : Finding.None("a form inside that project");
        return All(all, (name, value) => ClaimTokens.Named(record, name, claim with { Expected = value, Relation = "toBe" }));
    }

    private static Finding Cost(Recorded record, IReadOnlyList<string> below, Claim claim)
    {
        if (below.Count == 0 && claim.Expected is JsonObject all) return All(all, (name, value) => Cost(record, [name], claim with { Expected = value, Relation = "toBe" }));
        if (below is ["total"]) return Same(claim, record.Document.Metrics?.TotalCostUsd?.ToString(CultureInfo.InvariantCulture), record.Json["metadata"]?["cost_usd"]?.ToString());
        return Same(claim, Found(record, $"langfuse.observation.cost_details.{string.Join('.', below)}"), Found(record, $"llm.cost.{string.Join('.', below)}"));
    }

    private static Finding Members(JsonNode? members, IReadOnlyList<string> below, Claim claim)
    {
        if (below.Count == 0 && claim.Expected is JsonObject all) return All(all, (name, value) => Members(members, [name], claim with { Expected = value, Relation = "toBe" }));
        if (below.Count == 0) return Finding.None("a form inside that project");
        var name = below[^1];
        return Same(claim, (members as JsonObject)?[name]?.ToString() ?? (members as JsonObject)?[name == "max_output_tokens" ? "max_tokens" : name]?.ToString());
    }

    private static Finding Metadata(Recorded record, bool isOfTrace, IReadOnlyList<string> below, Claim claim)
    {
        var path = below.Where(name => name is not ("attributes" or "resourceAttributes")).ToList();
        if (path.Count == 0 && claim.Expected is JsonObject all && claim.Relation != "toHaveProperty") return All(all, (name, value) => Metadata(record, isOfTrace, [name], claim with { Expected = value, Relation = "toBe" }));
        if (path.Count == 0 && claim.Relation is "toHaveProperty" or "toContain") return Finding.Of(ClaimMetadata.Has(record, claim.Expected?.ToString() ?? "") != claim.IsNot, "metadata");
        if (path.Count == 0) return claim.Relation == "toBeDefined" ? Finding.Of(true) : Finding.None("a form inside that project");
        var name = string.Join('.', path);
        if (claim.Relation == "toBeUndefined") return Finding.Of(!ClaimMetadata.Has(record, name), $"'{name}' is among the metadata");
        if (claim.Expected is JsonObject inner) return All(inner, (member, value) => Metadata(record, isOfTrace, [.. path, member], claim with { Expected = value, Relation = "toBe" }));
        return Same(claim, ClaimMetadata.Find(record, name, out var value) || ClaimMetadata.Find(record, path[^1], out value) ? value?.ToString() : ClaimMetadata.Elsewhere(record, path[^1]));
    }

    private static Finding Experiment(Recorded record, Claim claim, string field)
    {
        if (claim.Subject.Contains("metadata", StringComparison.Ordinal) || field.EndsWith("version", StringComparison.Ordinal)) return Finding.None("that project's own form of a value");
        return Same(claim, Found(record, "langfuse." + claim.Subject[(claim.Subject.IndexOf("experiment", StringComparison.Ordinal))..].Replace('_', '.')), Found(record, "langfuse.experiment.item.expected_output"));
    }

    private static Finding Tags(Recorded record, Claim claim)
    {
        var tags = (record.Document.Tags ?? []).Concat((record.Trace?["tags"] as JsonArray)?.Select(tag => tag!.ToString()) ?? []).Distinct(StringComparer.Ordinal).ToList();
        return claim.Expected is JsonArray expected ? Finding.Of(expected.Select(tag => tag!.ToString()).SequenceEqual(tags, StringComparer.Ordinal), $"tags are {string.Join(',', tags)}") : Finding.Of(claim.Expected is null == (tags.Count == 0), "tags");
    }

    private static Finding Time(Claim claim, DateTimeOffset? time) =>
        time is { } known && DateTimeOffset.TryParse(claim.Expected?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expected) ? Finding.Of(Math.Abs((known - expected).TotalMilliseconds) <= 1.5, $"is {known:O}") : Finding.None("compared with a time of that project");

    private static Finding First(Recorded record, Claim claim) =>
        record.Document.Metrics?.TtftMs is { } ttft ? Time(claim, record.Document.Timestamp + TimeSpan.FromMilliseconds(ttft)) : Same(claim, Found(record, "langfuse.observation.completion_start_time"));

    private static bool Reserved(Recorded record, JsonObject reserved) =>
        reserved.All(one => one.Key switch
        {
            "user_id" => record.Document.UserId == one.Value?.ToString(),
            "thread_id" => record.Document.SessionId == one.Value?.ToString(),
            "labels" => (record.Document.Tags ?? []).SequenceEqual((one.Value as JsonArray ?? []).Select(tag => tag!.ToString()), StringComparer.Ordinal),
            _ => true,
        });

    private static Finding All(JsonObject members, Func<string, JsonNode?, Finding> check)
    {
        var findings = members.Select(member => check(member.Key, member.Value)).ToList();
        var failed = findings.Find(finding => finding.Verdict == Verdict.Failed);
        return failed.Verdict == Verdict.Failed ? failed : findings.Exists(finding => finding.Verdict == Verdict.Passed) || findings.Count == 0 ? Finding.Of(true) : findings[0];
    }

    private static string? Template(string? template, bool name) => template is null ? null : template.LastIndexOf('@') is > 0 and var at ? (name ? template[..at] : template[(at + 1)..]) : name ? template : null;
}
