using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Documents;

/// <summary>The words a record is found by, from the record alone: no store keeps them, so whoever moves a record finds them again.</summary>
public static class RecordWords
{
    /// <summary>As capture and ingest find them; by the previews where no body says anything.</summary>
    public static string Of(RecordedInteraction record, Func<string, IDialect?> dialects)
    {
        var i = record.Interaction;
        var (asked, answer) = (new CallReading(), new AnswerReading());
        if (dialects(i.Dialect) is { } dialect)
        {
            var (method, path) = HttpOperation.Of(i.Operation);
            if (record.Request is { } request && DecodedBody.Find(request) is { } sent)
            {
                var call = new WireRequest(method, path, sent, request.ContentType);
                asked = dialect.ReadRequest(call, details: false);
                if (asked.Prompt is null && i.Dialect == DocumentWriter.OwnDialect && dialect.ReadRequest(call, details: true).Parameters is { } given) asked = asked with { NewText = given };
            }

            if (record.Response is { } response && DecodedBody.Find(response) is { } got) answer = dialect.ReadResponse(new WireResponse(i.HttpStatus ?? 200, got, response.ContentType));
        }

        if (i.Privacy is { } privacy)
        {
            // What only some are shown is found by nobody's words.
            if (privacy.Restricted.Contains("input")) asked = new CallReading();
            if (privacy.Restricted.Contains("output")) answer = new AnswerReading();
            if (privacy.Restricted.Contains("tools")) (asked, answer) = (asked with { NewText = asked.Prompt ?? "" }, answer with { ToolCalls = [] });
        }

        if (asked.NewText.Length == 0 && i.PromptPreview is { } prompt) asked = asked with { NewText = prompt };
        if (answer.Content is null && i.ContentPreview is { } content) answer = answer with { Content = content };
        return SearchText.Of(asked, answer, i.ErrorMessage);
    }
}
