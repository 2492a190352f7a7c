using System.CommandLine;
using System.IO.Compression;
using System.Text;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client;

namespace Reprise.Cli.Commands;

/// <summary><c>reprise show</c>: one interaction, as a conversation, as its record, or as the bytes that were on the wire.</summary>
internal static class ShowCommand
{
    private const string Last = "last";

    public static Command Create(Terminal terminal)
    {
        var command = new Command("show", "Show one interaction as a conversation");
        var id = new Argument<string>("id") { Description = $"Its id, or '{Last}' for the latest" };
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var raw = new Option<string?>("--raw") { Description = "Write the exact bytes of one body to standard output", HelpName = "request|response" };
        raw.AcceptOnlyFromAmong("request", "response");
        var decode = new Option<bool>("--decode") { Description = "With --raw: undo the compression of the wire" };
        var full = new Option<bool>("--full") { Description = "Cut nothing short" };
        command.Arguments.Add(id);
        command.Options.Add(raw);
        command.Options.Add(decode);
        command.Options.Add(full);
        command.Validators.Add(result =>
        {
            if (result.GetResult(raw) is null && result.GetResult(decode) is not null) result.AddError("--decode goes with --raw.");
            if (result.GetResult(raw) is not null && result.GetValue<bool>("--json")) result.AddError("--raw and --json exclude each other.");
        });

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var which = await ResolveAsync(client, parsed.GetRequiredValue(id), cancellationToken);
            if (parsed.GetValue(raw) is { } side)
            {
                using var body = await client.OpenBodyAsync(which, side == "request" ? BodySide.Request : BodySide.Response, cancellationToken);
                await WriteBytesAsync(terminal, body, parsed.GetValue(decode), cancellationToken);
            }
            else if (output.IsJson(parsed)) JsonLines.WriteText(terminal.Output, await client.GetInteractionJsonAsync(which, bodies: false, cancellationToken));
            else ConversationView.Write(terminal, await client.GetInteractionAsync(which, bodies: false, cancellationToken), parsed.GetValue(full));
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>The id that was given, or that of the latest interaction.</summary>
    internal static async Task<string> ResolveAsync(RepriseClient client, string id, CancellationToken cancellationToken)
    {
        if (!string.Equals(id, Last, StringComparison.Ordinal)) return id;
        var page = await client.SearchPageAsync(new InteractionSearch { PageSize = 1 }, cancellationToken: cancellationToken);
        return page.Items is [var item, ..] ? item.InteractionId : throw new CommandFailedException("Nothing is on record yet.");
    }

    private static async Task WriteBytesAsync(Terminal terminal, RecordedBody body, bool decode, CancellationToken cancellationToken)
    {
        await using var content = decode ? Decoded(body) : body.Content;
        if (!terminal.OutputIsTerminal)
        {
            await content.CopyToAsync(terminal.Output, cancellationToken);
            return;
        }

        // A terminal acts on bytes, and these were chosen by whoever was recorded.
        using var reader = new StreamReader(content, Encoding.UTF8);
        terminal.People.WriteLineSafe(await reader.ReadToEndAsync(cancellationToken));
        terminal.Tell("reprise: shown with control characters made visible; redirect the output to get the exact bytes.");
    }

    private static Stream Decoded(RecordedBody body) => body.ContentEncoding?.Trim().ToLowerInvariant() switch
    {
        null or "" or "identity" => body.Content,
        "gzip" or "x-gzip" => new GZipStream(body.Content, CompressionMode.Decompress),
        "br" => new BrotliStream(body.Content, CompressionMode.Decompress),
        "deflate" => new ZLibStream(body.Content, CompressionMode.Decompress),
        var other => throw new CommandFailedException($"The body is encoded with '{other}', which cannot be undone here; leave --decode away for the bytes as they were."),
    };
}
