using Reprise.Prompts;

namespace Reprise.Client;

/// <summary>Says on a call to a model which prompt is behind it.</summary>
public static class PromptHeaders
{
    /// <summary>Puts the headers of a rendered prompt on a request that goes through the gateway, so that the record knows its version and variables.</summary>
    public static HttpRequestMessage AddPrompt(this HttpRequestMessage request, RenderedPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(prompt);
        foreach (var (name, value) in prompt.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
