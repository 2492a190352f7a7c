using Microsoft.Extensions.AI;
using Reprise.Client.Recording;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Client.AI;

/// <summary>Records every call of a function: a tool with its arguments and its result.</summary>
internal sealed class RecordingFunction(AIFunction inner, IRecorder recorder, CallRecordingOptions options) : DelegatingAIFunction(inner), IRecordedFunction
{
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var call = CallRecord.Begin(recorder, options.Time, InteractionKind.Tool, options.Name ?? Name);
        call.Tags = options.Tags;
        call.PromptType = options.PromptType ?? call.PromptType;
        if (options.RecordsContent) call.Guard(() => call.Request = new RequestDocument { Parameters = JsonValues.Object(arguments, JsonSerializerOptions) });
        object? result;
        try
        {
            using (call.Open()) result = await base.InvokeCoreAsync(arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            call.Fail(e, cancellationToken);
            throw;
        }

        if (options.RecordsContent) call.Guard(() => call.Response = new ResponseDocument { Content = JsonValues.Text(result, JsonSerializerOptions) });
        call.Complete();
        return result;
    }
}
