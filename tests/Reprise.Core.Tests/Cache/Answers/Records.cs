using System.Text;
using Reprise.Core.Tests.Wire;
using Reprise.Interactions;
using Reprise.Wire;

namespace Reprise.Core.Tests.Cache.Answers;

/// <summary>Interactions as the gateway records them, for tests about their answers.</summary>
internal static class Records
{
    public static RecordedInteraction Of(string dialect, string answer, string request = "{}", InteractionKind kind = InteractionKind.Llm) =>
        Of(dialect, Encoding.UTF8.GetBytes(answer), request, kind);

    public static RecordedInteraction Of(string dialect, byte[] answer, string request = "{}", InteractionKind kind = InteractionKind.Llm) => new()
    {
        Interaction = new Interaction
        {
            Id = InteractionId.At(DateTimeOffset.UnixEpoch.AddYears(56)),
            Project = "default",
            Timestamp = DateTimeOffset.UnixEpoch.AddYears(56),
            Kind = kind,
            Status = InteractionStatus.Success,
            Dialect = dialect,
            HttpStatus = 200,
            ResponseBytes = answer.Length,
        },
        Request = new Body { Bytes = Encoding.UTF8.GetBytes(request), ContentType = "application/json" },
        Response = new Body { Bytes = answer, ContentType = "application/json" },
    };

    public static RecordedInteraction Of(Cassette cassette)
    {
        var record = Of(cassette.Dialect.Name, cassette.Response.Body.ToArray());
        var isError = cassette.Response.Status >= 400;
        return record with
        {
            Interaction = record.Interaction with { Kind = cassette.Dialect.Kind, HttpStatus = cassette.Response.Status, Status = isError ? InteractionStatus.Error : InteractionStatus.Success },
            Request = new Body { Bytes = cassette.Request.Body, ContentType = cassette.Request.ContentType },
            Response = new Body { Bytes = cassette.Response.Body, ContentType = cassette.Response.ContentType },
        };
    }

    public static AnswerReading Read(string dialect, Body body) =>
        DialectCatalog.FindByName(dialect)!.ReadResponse(new WireResponse(200, body.Bytes, body.ContentType));

    public static string Text(Body body) => Encoding.UTF8.GetString(body.Bytes.Span);
}
