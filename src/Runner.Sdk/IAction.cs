namespace Runner.Sdk;

/// <summary>
/// One thing that a plugin can do. The implementing record's properties are the inputs (<c>required</c> ones
/// must be given, initial values are the defaults), <typeparamref name="TResult"/> is what it answers.
/// </summary>
/// <remarks>
/// <para>Inputs may be strings, numbers, booleans, enums, <see cref="TimeSpan"/> (written <c>10s</c>), <see cref="Uri"/>,
/// records of these, lists, dictionaries with string keys, <see cref="System.Text.Json.JsonElement"/> for any value, and
/// <see cref="IConnection"/> types, which a workflow gives as the id of the step that opened the connection.</para>
/// <para>Results are read by expressions under their camel-case names; a <see cref="TimeSpan"/> reads as milliseconds, a
/// date as ISO 8601 text, <see langword="null"/> as null.</para>
/// </remarks>
/// <typeparam name="TResult">A class or record whose public properties are the result's fields.</typeparam>
public interface IAction<TResult>
{
    /// <summary>Does the work once. Retries, timeouts and expectations are Runner's.</summary>
    /// <param name="context">What the action may use of Runner.</param>
    /// <param name="cancel">Ends the attempt: its timeout, a cancelled run, Ctrl-C.</param>
    /// <exception cref="NetworkException">The network or the peer failed; the subtype and kind say how.</exception>
    /// <exception cref="ActionInputException">An input's value cannot work, and only this action could know.</exception>
    ValueTask<TResult> RunAsync(ActionContext context, CancellationToken cancel);
}
