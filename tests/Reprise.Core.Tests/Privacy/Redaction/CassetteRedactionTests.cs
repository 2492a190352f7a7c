using Reprise.Core.Tests.Wire;
using Reprise.Interactions;
using Reprise.Privacy.Policies;
using Reprise.Privacy.Redaction;
using Reprise.Wire;

namespace Reprise.Core.Tests.Privacy.Redaction;

/// <summary>Recorded exchanges with real providers read the same after redaction, but for the texts themselves.</summary>
public sealed class CassetteRedactionTests(ITestOutputHelper output)
{
    /// <summary>Finds something in most texts, so that much is changed.</summary>
    private static readonly PrivacyPolicy s_greedy = PlainDetector.All(RedactionMode.Label) with { Rules = [new CustomRule("word", "[a-z]*[aeiou][a-z]{3,}[aeiou][a-z]*"), new CustomRule("digits", "[0-9]{3,}")] };

    private static readonly PrivacyPolicy s_nothing = new() { Name = "test", Redact = new Dictionary<string, RedactionMode> { ["wallet"] = RedactionMode.Label } };

    private static readonly PrivacyPolicy s_dropped = new() { Input = ContentRule.Drop, Output = ContentRule.Drop, System = ContentRule.Drop, Tools = ContentRule.Drop };

    [Fact]
    public void Redacted_exchanges_read_to_the_same_model_usage_finish_reason_and_tools() => Compare(s_greedy);

    [Fact]
    public void Exchanges_without_their_content_read_to_the_same_model_usage_finish_reason_and_tools() => Compare(s_dropped, isDropped: true);

    [Fact]
    public void Exchanges_in_which_nothing_is_found_keep_their_bytes()
    {
        var redactor = PlainDetector.Body(s_nothing);
        foreach (var cassette in Cassettes.All)
        {
            foreach (var (body, side) in Bodies(cassette))
            {
                var notes = new RedactionNotes();
                if (redactor.Redact(body, side, notes) is { } redacted) (ReferenceEquals(redacted, body) || notes.Fault is not null).ShouldBeTrue(cassette.Name);
                else notes.Fault.ShouldNotBeNull(cassette.Name);
            }
        }
    }

    [Fact]
    public void Redacting_twice_changes_nothing_more()
    {
        var redactor = PlainDetector.Body(s_greedy);
        foreach (var cassette in Cassettes.All)
        {
            foreach (var (body, side) in Bodies(cassette))
            {
                if (redactor.Redact(body, side, new RedactionNotes()) is not { } once) continue;
                redactor.Redact(once, side, new RedactionNotes())!.Bytes.Span.SequenceEqual(once.Bytes.Span).ShouldBeTrue(cassette.Name);
            }
        }
    }

    private void Compare(PrivacyPolicy policy, bool isDropped = false)
    {
        var redactor = PlainDetector.Body(policy);
        var mistakes = new List<string>();
        var (read, changed, unread) = (0, 0, 0);
        foreach (var cassette in Cassettes.All)
        {
            var dialect = DialectCatalog.Find(null, cassette.Provider, cassette.Request.Method, cassette.Request.Path, cassette.Request.Body);
            foreach (var (body, side) in Bodies(cassette))
            {
                read++;
                if (redactor.Redact(body, side, new RedactionNotes()) is not { } redacted)
                {
                    unread++;
                    continue;
                }

                if (!ReferenceEquals(redacted, body)) changed++;
                var (before, after) = side == BodySide.Request ? (Asked(dialect, cassette.Request, isDropped), Asked(dialect, cassette.Request with { Body = redacted.Bytes }, isDropped))
                    : (Answered(dialect, cassette.Response), Answered(dialect, cassette.Response with { Body = redacted.Bytes }));
                if (before != after) mistakes.Add($"{cassette.Name} {side}\n  {before}\n  {after}");
            }
        }

        output.WriteLine($"{read} bodies, {changed} changed, {unread} that cannot be read");
        mistakes.Take(8).ShouldBeEmpty($"{mistakes.Count} of {read}");
        changed.ShouldBeGreaterThan(read / 3);
    }

    /// <summary>A message that is empty is no message to some readers.</summary>
    private static string Asked(IDialect dialect, WireRequest request, bool isDropped)
    {
        var asked = dialect.ReadRequest(request, details: true);
        return $"{asked.Model} {asked.Stream} {asked.Error} {string.Join(",", asked.Messages.Where(message => !isDropped || message.ToolCalls.Count > 0).Select(message => $"{message.Role}:{string.Join("+", message.ToolCalls.Select(call => $"{call.Id}/{call.Name}"))}:{message.ToolCallId}"))}";
    }

    private static string Answered(IDialect dialect, WireResponse response)
    {
        var answer = dialect.ReadResponse(response);
        return $"{answer.Model} {answer.FinishReason} {answer.Usage} {answer.ResponseId} {answer.IsComplete} {answer.Error} {string.Join(",", answer.ToolCalls.Select(call => $"{call.Id}/{call.Name}"))}";
    }

    private static IEnumerable<(Body Body, BodySide Side)> Bodies(Cassette cassette)
    {
        if (!cassette.Request.Body.IsEmpty) yield return (new Body { Bytes = cassette.Request.Body, ContentType = cassette.Request.ContentType }, BodySide.Request);
        if (!cassette.Response.Body.IsEmpty) yield return (new Body { Bytes = cassette.Response.Body, ContentType = cassette.Response.ContentType }, BodySide.Response);
    }
}
