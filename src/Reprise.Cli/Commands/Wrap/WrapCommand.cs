using System.Buffers;
using System.CommandLine;
using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Reprise.Cli.Commands.Exec;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Commands;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Cli.Commands.Wrap;

/// <summary><c>reprise wrap</c>: a command as it is, on record.</summary>
internal static class WrapCommand
{
    private const int CannotRunCode = 126;
    private const int NotFoundCode = 127;

    public static Command Create(Terminal terminal)
    {
        var command = new Command("wrap", "Run a command and record it; input, output, signals and exit code pass as they are, and the server need not be there");
        var line = ExecCommand.LineArgument();
        command.Arguments.Add(line);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var name = new Option<string?>("--name") { Description = "The name it is recorded under [default: the program's]", HelpName = "name" };
        var session = new Option<string?>("--session") { Description = "The session it belongs to", HelpName = "id" };
        var noOutput = new Option<bool>("--no-output") { Description = "Record no output; the command then has the terminal itself" };
        var bytes = new Option<int>("--max-bytes") { Description = "Bytes of its output, and as many of its errors, that are recorded [default: 262144]", HelpName = "n", DefaultValueFactory = static _ => 256 * 1024 };
        var spill = CommandRecorder.SpillOption();
        foreach (var option in new Option[] { name, session, noOutput, bytes, spill }) command.Options.Add(option);
        command.SetAction(async (parsed, _) =>
        {
            var arguments = parsed.GetRequiredValue(line);
            await using var recorder = CommandRecorder.Open(connection, parsed, parsed.GetValue(spill), terminal.Environment, mostBytes: 24 * 1024 * 1024);
            var record = CallRecord.Begin(recorder, terminal.Time, InteractionKind.CliCommand, parsed.GetValue(name) ?? Path.GetFileName(arguments[0]));
            record.SessionId = parsed.GetValue(session);
            record.Request = new RequestDocument { Parameters = Json(writer =>
            {
                writer.WriteStartArray("arguments");
                foreach (var argument in CommandArguments.WithoutSecrets(arguments)) writer.WriteStringValue(argument);
                writer.WriteEndArray();
            }) };
            try
            {
                return Complete(record, await PassThrough.RunAsync(arguments, terminal, parsed.GetValue(noOutput) ? 0 : Math.Clamp(parsed.GetValue(bytes), 1, 4 * 1024 * 1024)));
            }
            catch (Win32Exception e)
            {
                terminal.Tell($"reprise: {e.Message}");
                var code = e.NativeErrorCode == 2 ? NotFoundCode : CannotRunCode;
                record.Complete(InteractionStatus.Error, code == NotFoundCode ? "not_found" : "cannot_run");
                return code;
            }
        });
        return command;
    }

    private static int Complete(CallRecord record, PassedThrough passed)
    {
        if (passed.Output is { } output) record.Response = new ResponseDocument { Content = Encoding.UTF8.GetString(output.Span) };
        record.Metadata = Json(writer =>
        {
            writer.WriteNumber("exit_code", passed.ExitCode);
            if (passed.Output is null) return;
            writer.WriteNumber("output_bytes", passed.OutputBytes);
            writer.WriteNumber("error_bytes", passed.ErrorBytes);
            if (passed.Error is { IsEmpty: false } error) writer.WriteString("stderr", Encoding.UTF8.GetString(error.Span));
        });
        if (passed.OutputBytes > (passed.Output?.Length ?? long.MaxValue) || passed.ErrorBytes > (passed.Error?.Length ?? long.MaxValue)) record.RecordError = "the output is recorded up to --max-bytes";
        if (passed.ExitCode == 0) record.Complete();
        else record.Complete(passed.Signalled ? InteractionStatus.Cancelled : InteractionStatus.Error, passed.Signalled ? "signal" : "failure", FormattableString.Invariant($"exit code {passed.ExitCode}"));
        return passed.ExitCode;
    }

    private static JsonElement Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
