using Runner.Cli;

return RunnerProgram.Run(args, Surroundings.OfProcess());
